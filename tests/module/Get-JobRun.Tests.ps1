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
    It 'finds by id, and from the pipeline' { (2, 1 | Get-JobRun).RunId | Should -Be 2, 1 }
    It 'finds by the name of the job, with wildcards' { (Get-JobRun -JobName g*).RunId | Should -Be 3, 1 }
    It 'finds by status' { (Get-JobRun -Status Failed, Queued).RunId | Should -Be 3, 2 }
    It 'finds the last ones' { (Get-JobRun -Last 2).RunId | Should -Be 3, 2 }

    It 'finds by time' {
        (Get-JobRun -Since (Get-Date).AddHours(-1)).Count | Should -Be 3
        Get-JobRun -Since (Get-Date).AddHours(1) | Should -BeNullOrEmpty
    }

    It 'says in one sentence why a run is where it is' {
        $why = Get-JobRun 2 -Why
        $why.Status | Should -Be 'Failed'
        $why.Why | Should -Match "^Failed: Step 'run' of run 2 failed"
        (Get-JobRun 3 -Why).Why | Should -Match "^Queued .*: no worker is alive that serves queue 'default'\.$"
    }

    It 'reports an unknown run and goes on' {
        (Get-JobRun 99, 1 -ErrorAction SilentlyContinue -ErrorVariable failures).RunId | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Match '^JobOps\.RunNotFound,'
        $failures[0].TargetObject | Should -Be 99
    }

    It 'stops reading when enough was read' { (Get-JobRun | Select-Object -First 1).RunId | Should -Be 3 }

    It 'finds by queue, and what is due later' {
        $later = Start-Job good -Queue images -Delay 1h
        (Get-JobRun -Queue images).RunId | Should -Be $later.RunId
        (Get-JobRun -Status Scheduled).RunId | Should -Be $later.RunId
        $later | Format-Table | Out-String | Should -Match 'Scheduled.*due in (1 h|59 min)'
        (Get-JobRun $later.RunId -Why).Why | Should -Match '^Scheduled for '
        Stop-JobRun $later.RunId
    }
}
