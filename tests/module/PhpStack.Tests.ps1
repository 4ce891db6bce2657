# docs/stacks/php.md is the transcript of one session, on PHP with SQLite.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    . $PSScriptRoot/Stacks.ps1
    $session = Invoke-StackPage php php, setsid, crontab -Module @{ 'php-sqlite3' = { (php -m) -contains 'pdo_sqlite' } }
}

Describe 'The session of docs/stacks/php.md' {
    BeforeEach { if ($session.Reason) { Set-ItResult -Skipped -Because $session.Reason } }

    It 'shows what the page shows, and leaves no worker' {
        if ($session.Reason) { return }
        Assert-Transcript $session -Times
        $session.Running | Should -BeNullOrEmpty
    }

    It 'goes on where jobops and the import were killed together' {
        if ($session.Reason) { return }
        $shop = "$($session.Folder)/staging/shop.db"
        $start = [System.Diagnostics.ProcessStartInfo]::new((Join-Path $PSScriptRoot '../../artifacts/jobops/jobops' -Resolve))
        'start', 'orders-import', '--environment', 'staging', '--key', 'power', '--retry-failed', '--parameter', "csv=$($session.Folder)/orders.csv" |
            ForEach-Object { $start.ArgumentList.Add($_) }
        $start.Environment['JOBOPS_LEDGER'] = "sqlite:$($session.Folder)/ledger.db"
        $start.Environment['JOBOPS_LEASE_SECONDS'] = '1'
        $start.RedirectStandardOutput = $true

        $killed = [System.Diagnostics.Process]::Start($start)
        php "$($session.Folder)/app/shop.php" $shop kill-import 40000 $killed.Id
        Wait-TestProcess $killed
        $half = [int] ((php "$($session.Folder)/app/shop.php" $shop orders) -replace ' .*')
        $again = [System.Diagnostics.Process]::Start($start)
        $said = $again.StandardOutput.ReadToEnd()
        Wait-TestProcess $again

        $half | Should -BeGreaterOrEqual 39000
        $half | Should -BeLessThan 99990
        $again.ExitCode | Should -Be 0 -Because $said
        php "$($session.Folder)/app/shop.php" $shop orders | Should -Be '99990 orders, sum 564879226'
        (Get-Content "$($session.Folder)/staging/rejected-run-*.txt").Count | Should -Be 10
    }
}
