BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    $site = New-Item -ItemType Directory "$TestDrive/site"
    Set-JobEnvironment staging @{ root = "$site" }
    $probes = @{ site = @{ path = '${environment.root}' } }
    Register-TestJob again -Steps ([ordered]@{
            write = "echo x > '$site/a' |undo| rm -f '$site/a'"; slow = "sleep 0.5; echo y > '$site/b' |undo| rm -f '$site/b'"
        }) -Policies @{ probes = $probes }
    Register-TestJob adds -Steps @{ add = "echo x >> '$site/log' |undo| rm -f '$site/log'" } -Policies @{ probes = $probes }
}
AfterAll { Disconnect-JobLedger }

Describe 'Test-JobIdempotency' {
    It 'passes where each time leaves the same, also when it was ended half-way, and undoes all' {
        $report = Test-JobIdempotency again staging
        $report.Passed, $report.EndedHalfWay, $report.Undone | Should -Be $true, $true, $true
        $report.RunIds.Count | Should -Be 3
        (Get-JobRun $report.RunIds[2]).Attempt | Should -Be 2
        Get-ChildItem $site | Should -BeNullOrEmpty
        ($report | Out-String -Width 80) | Should -Match 'again +staging +passed +True +True'
    }

    It 'says what the second time has added, and ends a script with 2' {
        $report = Test-JobIdempotency adds staging
        $report.Passed | Should -BeFalse
        $report.Failure | Should -Be 'executed a second time, it left something else than the first time'
        "$($report.Differences)" | Should -Match 'site: [-+] log file'
        (Invoke-TestPwsh -Command 'Test-JobIdempotency adds staging' -Environment @{ JOBOPS_LEDGER = $location }).ExitCode | Should -Be 2
    }

    It 'does nothing under -WhatIf' {
        $count = @(Get-JobRun).Count
        Test-JobIdempotency again staging -WhatIf | Should -BeNullOrEmpty
        @(Get-JobRun).Count | Should -Be $count
    }

    It 'refuses a job without probes' {
        Register-TestJob plain
        (Get-TestError { Test-JobIdempotency plain staging }).FullyQualifiedErrorId | Should -Match '^JobOps.ProbesMissing'
    }
}
