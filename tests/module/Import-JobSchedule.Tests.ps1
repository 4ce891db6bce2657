BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    $known = @{ Owner = 'web team'; ExpectedResult = 'It is done.'; RollbackNote = 'Nothing to undo.'; TimeZone = 'Europe/Dublin' }
}
AfterAll { Disconnect-JobLedger }

Describe 'Import-JobSchedule' {
    It 'makes a job file of a line, which is registered with its schedule' {
        Set-Content $TestDrive/crontab '# Keeps the site fast.', '*/5 * * * * /srv/site/warm-cache.sh --all'
        $line = Import-JobSchedule -FromCrontab $TestDrive/crontab -Path $TestDrive/jobs @known
        $line.JobName, $line.Line, $line.Reason, $line.Missing.Count | Should -Be 'warm-cache', 2, $null, 0
        $job = Register-JobDefinition $line.Path -PassThru
        $job.Description | Should -Be 'Keeps the site fast.'
        $schedule = Get-JobSchedule warm-cache
        $schedule.Cron, $schedule.TimeZone, $schedule.JobName | Should -Be '*/5 * * * *', 'Europe/Dublin', 'warm-cache'
    }

    It 'marks what nobody has said, and the file is not registered so' {
        Set-Content $TestDrive/crontab '0 3 * * * /srv/rotate'
        $line = Import-JobSchedule -FromCrontab $TestDrive/crontab -Path $TestDrive/marked -Owner 'web team'
        $line.Missing | Should -Be 'expectedResult', 'rollbackNote'
        (Get-Content $line.Path -Raw) | Should -Match '"rollbackNote": "", // missing: how a person undoes it'
        (Get-TestError { Register-JobDefinition $line.Path }).Exception.Error.Actual | Should -Match 'rollbackNote: expected words'
        ($line | Out-String) | Should -Match 'missing: expectedResult'
    }

    It 'lists what is not carried over, and copies no secret' {
        Set-Content $TestDrive/crontab 'MAILTO=root', 'DB_PASSWORD=hunter2hunter', '@reboot /srv/start'
        $lines = Import-JobSchedule -FromCrontab $TestDrive/crontab @known
        $lines.Line | Should -Be 1, 2, 3
        $lines.JobFile | Where-Object { $_ } | Should -BeNullOrEmpty
        $lines.Reason | Should -Match 'mail|secret|boot'
        "$($lines.Text)" | Should -Not -Match 'hunter2'
    }

    It 'shows with -WhatIf what it would write, and leaves what is there' {
        Set-Content $TestDrive/crontab '0 3 * * * /srv/rotate'
        Import-JobSchedule -FromCrontab $TestDrive/crontab -Path $TestDrive/none @known -WhatIf
        "$TestDrive/none" | Should -Not -Exist
        $null = New-Item -ItemType Directory $TestDrive/there
        Set-Content $TestDrive/there/rotate.job.json mine
        (Import-JobSchedule -FromCrontab $TestDrive/crontab -Path $TestDrive/there @known).Reason | Should -Match 'was there already'
        Get-Content $TestDrive/there/rotate.job.json | Should -Be mine
    }

    It 'reads a timer of systemd and a task of Windows that this module wrote' {
        Register-TestJob report
        Set-JobSchedule nightly report -Cron '15 2 * * MON-FRI' -CatchUp Last
        $to = @{ Program = '/opt/jobops/jobops'; Path = "$TestDrive/host" }
        $known.TimeZone = 'UTC'
        $timer, $null = (Export-JobSchedule nightly -As Systemd @to).Path
        $text = (Import-JobSchedule -FromSystemdTimer $timer @known | Where-Object JobFile).JobFile
        $text | Should -Match '"command": \["/opt/jobops/jobops", "schedule", "start", "nightly"\]'
        $text | Should -Match '"cron": "15 2 \* \* 1,2,3,4,5", "catchUp": "last"'
    }

    It 'says what is no task, and reads no document type' {
        Set-Content $TestDrive/task.xml '<!DOCTYPE Task [<!ENTITY x SYSTEM "file:///etc/passwd">]><Task>&x;</Task>'
        $failure = Get-TestError { Import-JobSchedule -FromTaskScheduler $TestDrive/task.xml }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps.HostFileUnreadable'
        $failure.Exception.Error.Actual | Should -Match 'DTD'
    }
}
