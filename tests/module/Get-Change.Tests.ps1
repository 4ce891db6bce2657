BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob release
    $null = Open-TestChange
    $null = Open-TestChange -With @{ Owner = 'web team' }
    Set-Change C2 Abandoned -Reason 'the page will be removed'
    $null = Open-TestChange -Scope '/shop/p', 'site.conf: ttl'
    $null = Get-TestTime 100 | Measure-Baseline C3 Before -Unit ms
    $null = Start-Job release -Change C3 -Wait
    $null = Get-TestTime 50 | Measure-Baseline C3 After -Unit ms
    Write-ChangeNote C3 -Reason 'the lifetime was 0 since the move'
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-Change' {
    It 'lists the newest first' {
        (Get-Change).ChangeId.Number | Should -Be 3, 2, 1
        (Get-Change -Last 1).ChangeId.Number | Should -Be 3
    }

    It 'finds by status, owner and time' {
        (Get-Change -Status Open, Abandoned).ChangeId.Number | Should -Be 2, 1
        (Get-Change -Owner 'web team').ChangeId.Number | Should -Be 2
        (Get-Change -Since (Get-Date).AddHours(-1)).Count | Should -Be 3
        Get-Change -Since (Get-Date).AddHours(1) | Should -BeNullOrEmpty
    }

    It 'takes a number as it is typed, alone or from the pipeline: <_>' -ForEach 'C3', 'c3', 3, '3' {
        (Get-Change $_).Owner | Should -Be 'shop team'
        ($_ | Get-Change).ChangeId.Number | Should -Be 3
        ([pscustomobject]@{ ChangeId = $_ } | Get-Change).ChangeId.Number | Should -Be 3
    }

    It 'has of one that is asked for by its number all that is known' {
        $change = Get-Change C3
        $change.Baselines.Phase | Should -Be 'Before', 'After'
        $change.RunIds | Should -Be 1
        "$($change.Metrics[0].Verdict)", $change.Note.Reason | Should -Be 'Better', 'the lifetime was 0 since the move'
        (Get-Change -Last 1).Baselines | Should -BeNullOrEmpty -Because 'a list does not read all that was measured'
    }

    It 'shows it in one view' {
        $view = Get-Change C3 | Format-List | Out-String -Width 500
        foreach ($line in 'Change +: C3: Cache the product page', 'Status +: applied', 'Owner +: shop team', 'Scope +: /shop/p, site.conf: ttl',
            'Now +: route: /shop/p/1', 'slow query: GET /shop/p/1', 'noticed at: the title appears late', 'Expected +: It is fast\.',
            'Rollback +: Set it to 0\.', 'before: 30 samples of numbers in ms', 'after: 30 samples of numbers in ms', 'Verdict +: .*: better\.',
            'Runs +: 1', 'Note +: the lifetime was 0 since the move') {
            $view | Should -Match $line
        }
    }

    It 'says which one there is none of, and goes on with the next' {
        $found = Get-Change C999, C1 -ErrorAction SilentlyContinue -ErrorVariable failures
        $found.ChangeId.Number | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Be 'JobOps.ChangeNotFound,JobOps.Cmdlets.GetChangeCommand'
        $failures[0].Exception.Error.ExitCode | Should -Be 65
    }

    It 'takes nothing that is no number of a change: <_>' -ForEach 'X1', 'C', 'C-1', 'C1.5' {
        $failure = Get-TestError { Get-Change $_ }
        $failure.FullyQualifiedErrorId | Should -BeLike 'CannotConvertArgument*,JobOps.Cmdlets.GetChangeCommand'
        "$failure" | Should -BeLike "*'$_' is no number of a change, such as C42*"
    }

    It 'leads to the runs and the notes of a change' {
        (Get-Change C3 | Get-JobRun).RunId | Should -Be 1
        (Get-Change C3 | Get-ChangeNote).Reason | Should -Be 'the lifetime was 0 since the move'
        Get-Change C1 | Get-JobRun | Should -BeNullOrEmpty
    }
}
