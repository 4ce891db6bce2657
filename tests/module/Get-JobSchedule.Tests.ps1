BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob report
    Register-TestJob other
    Set-JobSchedule nightly report -Cron '15 2 * * *' -TimeZone Europe/Dublin
    Set-JobSchedule weekly other -Cron '@weekly'
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-JobSchedule' {
    It 'gets all of them, by name, by pattern, and those of a job' {
        (Get-JobSchedule).Name | Should -Be 'nightly', 'weekly'
        (Get-JobSchedule NIGHTLY).JobName | Should -Be 'report'
        (Get-JobSchedule w*).Name | Should -Be 'weekly'
        (Get-JobSchedule -JobName other).Name | Should -Be 'weekly'
        Get-JobSchedule x* | Should -BeNullOrEmpty
    }

    It 'says of one that is not there which was meant' {
        $failure = Get-TestError { Get-JobSchedule nightl }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps.ScheduleNotFound'
        $failure.Exception.Error.Expected | Should -Match "did you mean 'nightly'\?"
    }

    It 'shows in words when it is due' {
        (Get-JobSchedule nightly | Format-List | Out-String) | Should -Match 'at 02:15 every day \(Europe/Dublin\)'
    }

    It 'shows what keeps it from starting its job, and what it has missed' {
        Set-JobSchedule often report -Every 1s
        Disable-JobDefinition report -Reason 'freeze'
        while (-not (Get-JobSchedule often).Problem) { $null = Start-JobWorker -UntilEmpty }
        (Get-JobSchedule often | Out-String) | Should -Match 'failing'
        (Get-JobSchedule often).Problem | Should -Match 'disabled.*freeze'
        $missed = Get-JobSchedule often -Missed
        $missed[0].Reason, $missed[0].JobName | Should -Be 'Refused', 'report'
        $missed[0].Detail | Should -Match 'freeze'
        Get-JobSchedule nightly -Missed | Should -BeNullOrEmpty
    }
}
