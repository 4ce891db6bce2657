BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob good
    Register-TestJob bad -Steps @{ run = 'exit 1' }
    $first = Start-Job good -Wait
    $second = Start-Job bad -Wait -ErrorAction SilentlyContinue
    $third = Start-Job good
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-JobRun' {
    It 'lists the newest first' { (Get-JobRun).RunId | Should -Be 3, 2, 1 }

    It 'says in one sentence why a run is where it is' {
        $why = Get-JobRun 2 -Why
        $why.Status | Should -Be 'Failed'
        $why.Why | Should -Match "^Failed: Step 'run' of run 2 failed"
        (Get-JobRun 3 -Why).Why | Should -Match "^Queued .*: no worker is alive that serves queue 'default'\.$"
    }

    It 'finds by queue, and what is due later' {
        $later = Start-Job good -Queue images -Delay 1h
        (Get-JobRun -Queue images).RunId | Should -Be $later.RunId
        (Get-JobRun -Status Scheduled).RunId | Should -Be $later.RunId
        $later | Format-Table | Out-String | Should -Match 'Scheduled.*due in (1 h|59 min)'
        (Get-JobRun $later.RunId -Why).Why | Should -Match '^Scheduled for '
        Stop-JobRun $later.RunId
    }

    It 'finds by environment and by key, and shows the whole of a long name' {
        $name = 'nightly-backup-of-the-shop-database'
        Register-TestJob $name
        $null = Start-Job $name -Environment staging -IdempotencyKey monday
        $null = Start-Job $name -Environment production -IdempotencyKey tuesday
        (Get-JobRun -Environment staging -JobName $name).IdempotencyKey | Should -Be 'monday'
        (Get-JobRun -IdempotencyKey tuesday -JobName $name).Environment | Should -Be 'production'
        $shown = Get-JobRun -IdempotencyKey tuesday -JobName $name | Out-String -Width 80
        $column = ($shown -split '\r?\n').Where({ $_ -match 'JobName' })[0].IndexOf('JobName')
        $cells = ($shown -split '\r?\n').Where({ $_.Length -gt $column }).ForEach({ $_.Substring($column, [Math]::Min(18, $_.Length - $column)).Trim() })
        -join $cells | Should -Match $name
    }
}

Describe 'Get-JobRun of a change' {
    It 'lists the runs that belong to it, rollbacks among them' {
        $null = New-TestLedger
        Register-TestJob good @{ run = 'true |undo| true' }
        $changeId, $other = (Open-TestChange).ChangeId, (Open-TestChange).ChangeId
        Set-Change $changeId Measured -Reason 'nothing is slow'
        $null = Start-Job good -Wait
        $null = Start-Job good -Change $changeId -Wait
        $null = Start-Job good -Change $changeId -Wait
        (Get-JobRun -Change $changeId).RunId | Should -Be 3, 2
        (Get-JobRun -ChangeId "$changeId" -Last 1).RunId | Should -Be 3
        (Get-Change $changeId | Get-JobRun).RunId | Should -Be 3, 2
        Get-JobRun -Change $other | Should -BeNullOrEmpty
        $null = Invoke-Rollback 3 -Confirm:$false
        (Get-JobRun -Change $changeId).Kind | Should -Be 'Rollback', 'Job', 'Job'
        (Get-JobRun 2 | Get-JobStep).RunId | Should -Be 2 -Because 'a run of a change is still found by its own number'
    }
}
