BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob report
    Set-JobSchedule often report -Every 1s
    Set-JobSchedule nightly report -Cron '15 2 * * *'
    $me = (Get-JobLedger).Actor
}
AfterAll { Disconnect-JobLedger }

Describe 'Suspend-JobSchedule' {
    It 'lets a schedule rest, and says who did it and why' {
        $resting = Suspend-JobSchedule often -Reason 'the fair' -PassThru
        $resting.IsSuspended, $resting.SuspendedBy, $resting.SuspendedReason, $resting.DueAt | Should -Be $true, $me, 'the fair', $null
        (Get-JobSchedule often | Out-String) | Should -Match 'suspended'
        Start-JobWorker -UntilEmpty | Should -BeNullOrEmpty
    }

    It 'says with -Verbose that it rests already' {
        "$(Suspend-JobSchedule often -Verbose 4>&1)" | Should -Match "Schedule 'often' is suspended already"
        (Get-JobSchedule often).SuspendedReason | Should -Be 'the fair'
    }

    It 'takes wildcards and the pipeline, and changes nothing under -WhatIf' {
        Suspend-JobSchedule * -WhatIf
        (Get-JobSchedule nightly).IsSuspended | Should -BeFalse
        (Get-JobSchedule n* | Suspend-JobSchedule -PassThru).IsSuspended | Should -BeTrue
    }

    It 'rests on when it is set anew' {
        (Set-JobSchedule nightly -Cron '@daily' -PassThru).IsSuspended | Should -BeTrue
    }
}
