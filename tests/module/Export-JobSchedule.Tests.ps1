BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    Register-TestJob report
    Set-JobSchedule nightly report -Cron '15 2 * * *' -TimeZone Europe/Dublin -CatchUp Last
    Set-JobSchedule monthly report -Cron '0 20 LW * *'
    $to = @{ Program = '/opt/jobops/jobops' }
}
AfterAll { Disconnect-JobLedger }

Describe 'Export-JobSchedule' {
    It 'returns a timer and its service, and writes nothing' {
        $entries = Export-JobSchedule nightly -As Systemd @to -WarningAction Ignore
        $entries.FileName | Should -Be 'jobops-nightly.timer', 'jobops-nightly.service'
        $entries.Path | Where-Object { $_ } | Should -BeNullOrEmpty
        $entries[0].Text | Should -Match '(?m)^OnCalendar=\*-\*-\* 02:15:00 Europe/Dublin$'
        $entries[0].Text | Should -Match '(?m)^Persistent=true$'
        $entries[1].Text | Should -Match '(?m)^ExecStart=/opt/jobops/jobops schedule start nightly$'
        $entries[1].Text | Should -Match ([regex]::Escape("JOBOPS_LEDGER=$location"))
    }

    It 'writes into a folder, after -WhatIf has said what, from the pipeline too' {
        Get-JobSchedule nightly | Export-JobSchedule -As TaskScheduler @to -Path $TestDrive/tasks -WhatIf -WarningAction Ignore -ErrorAction Ignore
        "$TestDrive/tasks" | Should -Not -Exist
        Set-JobSchedule often report -Every 15m
        $entry = Get-JobSchedule often | Export-JobSchedule -As TaskScheduler @to -User 'EXAMPLE\jobops$' -Path $TestDrive/tasks
        $entry.Path | Should -Exist
        ([xml](Get-Content $entry.Path -Raw)).Task.Triggers.TimeTrigger.Repetition.Interval | Should -Be 'PT15M'
        ([xml]$entry.Text).Task.Principals.Principal.UserId | Should -Be 'EXAMPLE\jobops$'
        Remove-JobSchedule often -Confirm:$false
    }

    It 'names each thing that a scheduler cannot say, and goes on with the others' {
        $written = Export-JobSchedule -As Cronie @to -ErrorVariable failures -ErrorAction SilentlyContinue
        $written.Name | Should -Be 'nightly'
        $written.Text | Should -Match "(?m)^CRON_TZ=Europe/Dublin`n15 2 \* \* \* "
        $written.Text | Should -Match '(?m)^@reboot '
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Match '^JobOps.ScheduleNotExportable'
        $failures[0].Exception.Error.Actual | Should -Match "'LW' is no day that a crontab has"
    }

    It 'warns of nights on which clocks change' {
        $null = Export-JobSchedule nightly -As TaskScheduler @to -WarningVariable warnings -WarningAction SilentlyContinue -ErrorAction SilentlyContinue
        Set-JobSchedule gap report -Cron '30 1 * * *' -TimeZone Europe/Dublin
        $null = Export-JobSchedule gap -As Systemd @to -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'gap: Where clocks are put forward past a slot'
        Remove-JobSchedule gap -Confirm:$false
    }

    It 'takes the absolute path of a program only' {
        (Get-TestError { Export-JobSchedule nightly -As Systemd -Program ./jobops }).FullyQualifiedErrorId | Should -Match '^JobOps.HostProgramNotFound'
    }

    It 'leaves the ledger to a file that only the account may read' {
        $service = (Export-JobSchedule nightly -As Systemd @to -EnvironmentFile /etc/jobops/n.env -User jobops)[1].Text
        $service | Should -Match '(?m)^EnvironmentFile=/etc/jobops/n.env$'
        $service | Should -Not -Match 'JOBOPS_LEDGER=sqlite'
        (Get-TestError { Export-JobSchedule nightly -As TaskScheduler @to -EnvironmentFile /etc/jobops/n.env }).FullyQualifiedErrorId |
            Should -Match '^JobOps.HostEntryInvalid'
    }
}
