BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob report
    Register-TestJob release -Parameters @{ version = @{ type = 'integer'; required = $true }; token = @{ secret = $true } } -Policies @{
        steps = @(@{ name = 'run'; command = @('true'); environment = @{ TOKEN = '${parameters.token}' } })
    }
}
AfterAll { Disconnect-JobLedger }

Describe 'Set-JobSchedule' {
    It 'makes a schedule, silently, and a later call changes what it names' {
        Set-JobSchedule nightly report -Cron '15 2 * * *' -TimeZone 'GMT Standard Time' -ExceptDate 2027-12-25 | Should -BeNullOrEmpty
        $changed = Set-JobSchedule NIGHTLY -CatchUp Last -CatchUpWithin 2d -Jitter 5m -PassThru
        $changed.Name, $changed.JobName, $changed.Cron, $changed.TimeZone | Should -Be 'nightly', 'report', '15 2 * * *', 'Europe/London'
        $changed.CatchUp, $changed.CatchUpWithin, $changed.Jitter | Should -Be 'Last', ([timespan]'2.00:00:00'), ([timespan]'00:05:00')
        $changed.ExceptDate[0].ToString('O') | Should -Be '2027-12-25'
        $changed.NextSlot | Should -BeGreaterThan ([datetimeoffset]::UtcNow)
    }

    It 'takes dates, jitter, parameters and the environment back' {
        Set-JobSchedule nightly -Environment staging
        $bare = Set-JobSchedule nightly -ExceptDate @() -Jitter ([timespan]::Zero) -Parameter @{} -Environment '' -CatchUp None -PassThru
        $bare.ExceptDate.Count, $bare.Jitter, $bare.Environment, $bare.CatchUpWithin | Should -Be 0, $null, $null, $null
    }

    It 'says with -Verbose that it is so already' {
        "$(Set-JobSchedule nightly -Cron '15 2 * * *' -Verbose 4>&1)" | Should -Match "Schedule 'nightly' is set so already"
    }

    It 'puts an interval in the place of an expression, from the pipeline too' {
        (Get-JobSchedule nightly | Set-JobSchedule -Every 15m -PassThru).Every | Should -Be ([timespan]'00:15:00')
        (Get-JobSchedule nightly).Cron | Should -BeNullOrEmpty
    }

    It 'changes nothing under -WhatIf, and says what is wrong there, too' {
        Set-JobSchedule nightly -Every 1h -WhatIf | Should -BeNullOrEmpty
        (Get-JobSchedule nightly).Every | Should -Be ([timespan]'00:15:00')
        (Get-TestError { Set-JobSchedule nightly -Cron '15 2' -WhatIf }).FullyQualifiedErrorId | Should -Match '^JobOps.ScheduleInvalid'
    }

    It 'names every mistake at once' {
        $failure = Get-TestError { Set-JobSchedule other report -Cron '61 2 * * *' -TimeZone Europe/Dubln }
        $failure.Exception.Error.Actual | Should -Match 'cron: expected a cron expression'
        $failure.Exception.Error.Actual | Should -Match "did you mean 'Europe/Dublin'\?"
        $failure.Exception.Error.NextCommand.PowerShell | Should -Match 'Set-JobSchedule'
    }

    It 'takes parameters as the job takes them, and refuses what the start would be refused for' {
        (Set-JobSchedule weekly release -Cron '@weekly' -Parameter @{ version = '7' } -PassThru).Parameters['version'] | Should -Be 7
        (Get-TestError { Set-JobSchedule weekly -Parameter @{ version = 'x' } }).FullyQualifiedErrorId | Should -Match '^JobOps.ParameterInvalid'
        (Get-TestError { Set-JobSchedule new release -Cron '@weekly' }).FullyQualifiedErrorId | Should -Match '^JobOps.ParameterMissing'
        $secret = Get-TestError { Set-JobSchedule weekly -Parameter @{ version = 7; token = 'Tr0ub4dor&3' } }
        $secret.FullyQualifiedErrorId | Should -Match '^JobOps.SecretNeedsWait'
        (Get-TestError { Set-JobSchedule new nosuch -Every 1h }).FullyQualifiedErrorId | Should -Match '^JobOps.JobNotFound'
    }

    It 'starts its job on a worker, once for each slot' {
        Set-JobSchedule often report -Every 1s
        $runs = @()
        while ($runs.Count -eq 0) { $runs = @(Start-JobWorker -UntilEmpty) }
        $runs[0].JobName, $runs[0].Status | Should -Be 'report', 'Succeeded'
        $runs[0].IdempotencyKey | Should -Match '^schedule:often@20.*Z$'
        (Get-JobSchedule often).LastRunId | Should -BeGreaterOrEqual $runs[0].RunId
        Remove-JobSchedule often -Confirm:$false
    }

    It 'is left to others by a worker with -NoSchedule' {
        Set-JobSchedule often report -Every 1s
        $due = (Get-JobSchedule often).DueAt
        while ([datetimeoffset]::UtcNow -le $due) { Start-Sleep -Milliseconds 20 }
        Start-JobWorker -UntilEmpty -NoSchedule | Should -BeNullOrEmpty
        Remove-JobSchedule often -Confirm:$false
    }

    It 'leaves one alone that stands in a job file' {
        $file = "$TestDrive/filed.job.json"
        $definition = @{
            name = 'filed'; owner = 'o'; expectedResult = 'r'; rollbackNote = 'n'; command = @('true')
            schedules = @{ 'filed-daily' = @{ cron = '@daily' } }
        }
        ConvertTo-Json $definition -Depth 5 | Set-Content $file
        Register-JobDefinition $file
        (Get-JobSchedule -JobName filed).OfJobFile | Should -BeTrue
        (Get-TestError { Set-JobSchedule filed-daily -Cron '@hourly' }).FullyQualifiedErrorId | Should -Match '^JobOps.ScheduleOfJobFile'
        $definition.schedules = @{ 'filed-hourly' = @{ cron = '@hourly' } }
        ConvertTo-Json $definition -Depth 5 | Set-Content $file
        Register-JobDefinition $file
        (Get-JobSchedule -JobName filed).Name | Should -Be 'filed-hourly'
        (Get-JobDefinition filed).Version | Should -Be 1
    }

    It 'leaves a journal that verifies' {
        (Test-JobLedger).Valid | Should -BeTrue
    }
}
