BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/OtherAccount.ps1
    $location = New-SharedLedger
    Register-TestJob release -Policies @{ approval = @{ from = @('root', 'shop-leads') } }
    $me = (Get-JobLedger).Actor
}
AfterAll { Disconnect-JobLedger }

Describe 'Deny-JobRun' {
    It 'ends a run before anything of it is executed, and says who and why' {
        Confirm-OtherAccount
        $id = Request-OtherRun $location release
        Deny-JobRun $id 'the fair is on' | Should -BeNullOrEmpty
        $run = Get-JobRun $id
        $run.Status, $run.Error.Id, $run.ExitCode, $run.StartedAt | Should -Be 'Cancelled', 'ApprovalDenied', 77, $null
        (Get-JobRun $id -Why).Why | Should -Match "found denied by $([regex]::Escape($me)): the fair is on\."
        Start-JobWorker -UntilEmpty | Should -BeNullOrEmpty
        (Get-TestError { Restart-JobRun $id }).FullyQualifiedErrorId | Should -Match '^JobOps.RunNotRestartable'
        (Get-TestError { Approve-JobRun $id }).Exception.Error.Actual | Should -Be 'Denied'
        (Test-JobLedger).Valid | Should -BeTrue
    }

    It 'takes runs from the pipeline, writes them with -PassThru, and changes nothing under -WhatIf' {
        Confirm-OtherAccount
        $ids = 1..2 | ForEach-Object { Request-OtherRun $location release }
        Get-JobRun $ids | Deny-JobRun -Reason no -WhatIf
        (Get-JobRun $ids).Status | Select-Object -Unique | Should -Be 'AwaitingApproval'
        (Get-JobRun $ids | Deny-JobRun -Reason no -PassThru).Status | Should -Be 'Cancelled', 'Cancelled'
    }

    It 'is for somebody else than whoever asked, needs a reason, and a run' {
        $id = (Start-Job release).RunId
        (Get-TestError { Deny-JobRun $id -Reason no }).FullyQualifiedErrorId | Should -Match '^JobOps.ApprovalNotYours'
        (Get-TestError { Deny-JobRun $id -Reason '' }).FullyQualifiedErrorId | Should -Match 'ParameterArgumentValidationError'
        (Get-JobRun $id).Status | Should -Be 'AwaitingApproval'
        (Get-TestError { Deny-JobRun 99999 -Reason no }).FullyQualifiedErrorId | Should -Match '^JobOps.RunNotFound'
    }

    It 'is done by itself when the time is over' {
        Register-TestJob hasty -Policies @{ approval = @{ within = '1s' } }
        $id = (Start-Job hasty).RunId
        Wait-TestCondition -What 'the end of its time' { $null = Start-JobWorker -UntilEmpty; (Get-JobRun $id).Status -eq 'Cancelled' }
        (Get-JobRun $id).Error.Id, (Get-JobRun $id).ExitCode | Should -Be 'ApprovalExpired', 77
    }
}
