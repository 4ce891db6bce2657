BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob report
    'night-1', 'night-2', 'weekly' | ForEach-Object { Set-JobSchedule $_ report -Cron '@daily' }
}
AfterAll { Disconnect-JobLedger }

Describe 'Remove-JobSchedule' {
    It 'takes schedules out of use by pattern, and keeps why in the journal' {
        Remove-JobSchedule night-* -Reason 'replaced' -Confirm:$false
        (Get-JobSchedule).Name | Should -Be 'weekly'
        (Get-TestError { Get-JobSchedule night-1 }).FullyQualifiedErrorId | Should -Match '^JobOps.ScheduleNotFound'
        (Test-JobLedger).Valid | Should -BeTrue
    }

    It 'changes nothing under -WhatIf, and reports one that is not there' {
        Remove-JobSchedule weekly -WhatIf
        (Get-JobSchedule).Name | Should -Be 'weekly'
        (Get-TestError { Remove-JobSchedule night-1 -Confirm:$false }).FullyQualifiedErrorId | Should -Match '^JobOps.ScheduleNotFound'
    }

    It 'lets the name come back' {
        (Set-JobSchedule night-1 report -Cron '@hourly' -PassThru).Cron | Should -Be '@hourly'
    }
}
