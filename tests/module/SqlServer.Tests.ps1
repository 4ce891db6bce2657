BeforeAll { . $PSScriptRoot/Support.ps1 }

# What the other files show on the embedded ledger, once more on a server: the whole way from the cmdlet to the database.
Describe 'The cmdlets on SQL Server' {
    BeforeAll {
        $database = New-TestDatabase
        if (-not $database) { return }
        $location = $database.Location
        Initialize-JobLedger $location
        Connect-JobLedger $location
        Register-TestJob talk -Steps ([ordered]@{ first = 'echo one; echo careful >&2'; second = 'echo two' })
        Register-TestJob fail -Steps @{ run = 'echo on fire; exit 3' }
        Register-TestJob long -Steps @{ run = 'echo started; sleep 60' }
        Register-TestJob sized -Parameters @{ size = @{ type = 'integer'; required = $true } }
        Register-TestJob move -Steps @{ run = "echo new > '$TestDrive/file' |undo| echo old > '$TestDrive/file'" }
        $worker = Start-TestWorker $location '-Queue default -Concurrency 2'
    }

    BeforeEach {
        $skipped = -not $database
        if ($skipped) { Set-ItResult -Skipped -Because 'JOBOPS_TEST_SQLSERVER is not set: no SQL Server to test on' }
    }

    AfterAll {
        if (-not $database) { return }
        Get-Job | Remove-Job -Force
        $null = Stop-TestProcess $worker
        Disconnect-JobLedger
        Remove-TestDatabase $database
    }

    It 'follow a run that another process executes, as a job' {
        if ($skipped) { return }
        $job = Start-Job talk
        Wait-Job $job -Timeout 60 | Should -Be $job
        $job.State, $job.Status | Should -Be 'Completed', 'Succeeded'
        Receive-Job $job -ErrorAction SilentlyContinue -ErrorVariable errors | Should -Be 'one', 'two'
        "$errors" | Should -Be 'careful'
    }

    It 'find a run of another session as a job' {
        if ($skipped) { return }
        $job = Start-Job talk
        $answer = Invoke-TestPwsh "(Get-Job -Filter @{ RunId = $($job.RunId) }).InstanceId.Guid" -Environment @{ JOBOPS_LEDGER = $location }
        $answer.Output.Trim() | Should -Be $job.InstanceId.Guid
    }

    It 'tell why a run failed, and stop one through the ledger' {
        if ($skipped) { return }
        $failed = Start-Job fail | Wait-Job -Timeout 60
        $failed.State, $failed.JobStateInfo.Reason.Error.Id | Should -Be 'Failed', 'CommandFailed'
        $long = Start-Job long
        Wait-TestCondition { $long.State -eq 'Running' } 'the run' -Seconds 60
        Stop-Job $long
        $long.State, (Get-JobRun $long.RunId).Error.Id | Should -Be 'Stopped', 'RunCancelled'
    }

    It 'start many at once, and each key once' {
        if ($skipped) { return }
        $runs = 1..200 | ForEach-Object { @{ size = $_ } } | Start-Job sized -Queue parked
        ($runs.RunId | Sort-Object -Unique).Count | Should -Be 200
        (Start-Job sized -Parameter @{ size = 1 } -IdempotencyKey k -Queue parked).Replayed | Should -BeFalse
        (Start-Job sized -Parameter @{ size = 1 } -IdempotencyKey k -Queue parked).Replayed | Should -BeTrue
        (Get-TestError { Start-Job sized -Parameter @{ size = 2 } -IdempotencyKey k }).FullyQualifiedErrorId | Should -Match '^JobOps.IdempotencyKeyReused,'
    }

    It 'pause a queue and say so' {
        if ($skipped) { return }
        $job = Start-Job talk -Queue painted
        Suspend-JobQueue painted -Reason 'fresh paint'
        (Get-JobRun $job.RunId -Why).Why | Should -Match "'painted' is paused by .*fresh paint"
        Resume-JobQueue painted
        (Get-JobQueue painted).PausedAt | Should -BeNullOrEmpty
    }

    It 'execute here, undo, and write the note' {
        if ($skipped) { return }
        $run = Start-Job move -Wait -Queue here
        $run.Status, (Get-Content "$TestDrive/file") | Should -Be 'Succeeded', 'new'
        (Invoke-Rollback $run.RunId -Confirm:$false).Status | Should -Be 'Undone'
        Get-Content "$TestDrive/file" | Should -Be 'old'
        Write-ChangeNote $run.RunId -Reason 'a rehearsal'
        (Get-ChangeNote -RunId $run.RunId).Reason | Should -Be 'a rehearsal'
    }

    It 'invoke a runbook, and resume it behind its finished steps' {
        if ($skipped) { return }
        $path = New-TestRunbook steps @"
Invoke-JobStep first { Add-Content '$TestDrive/steps' first } -ReadOnly
Invoke-JobStep second { Add-Content '$TestDrive/steps' second; if (-not (Test-Path '$TestDrive/ready')) { throw 'not yet' } } -ReadOnly
"@
        Get-TestError { Invoke-Runbook $path } | Should -Not -BeNullOrEmpty
        $runId = (Get-JobRun -Last 1).RunId
        Set-Content "$TestDrive/ready" ''
        (Restart-JobRun $runId -Wait).Status | Should -Be 'Succeeded'
        Get-Content "$TestDrive/steps" | Should -Be 'first', 'second', 'second'
    }

    It 'have a worker execute a registered runbook, and undo it' {
        if ($skipped) { return }
        $path = New-TestRunbook served "
            Invoke-JobStep make { Set-Content '$TestDrive/served' `$PID; `$PID } -Rollback { Remove-Item '$TestDrive/served' }
            'made'"
        $null = Register-JobDefinition $path
        $job = Start-Job served | Wait-Job -Timeout 120
        $job.Status, (Get-JobRun $job.RunId).Kind | Should -Be 'Succeeded', 'Runbook'
        (Get-JobStep $job.RunId).Result | Should -Not -Be "$PID" -Because 'the worker has a PowerShell of its own'
        Receive-Job $job | Should -Contain 'made'
        (Invoke-Rollback $job.RunId -Confirm:$false).Status | Should -Be 'Undone'
        Test-Path $TestDrive/served | Should -BeFalse
    }

    It 'keep environments, rehearse, and refuse what no rehearsal covers' {
        if ($skipped) { return }
        Set-JobEnvironment staging @{ root = "$TestDrive"; workers = 2 } -Secret @{ db = 'env:DB' }
        Set-JobEnvironment production @{ root = "$TestDrive"; workers = 2 } -Secret @{ db = 'env:DB' }
        Register-TestJob publish -Steps @{ make = 'touch "${environment.root}/published" |undo| rm "${environment.root}/published"' } -Policies @{
            probes = @{ site = @{ path = '${environment.root}/published' } }; requireRehearsal = @{ environment = 'staging'; maxAge = '7d' }
        }
        (Get-TestError { Start-Job publish -Environment production -Wait }).Exception.Error.Id | Should -Be 'RehearsalMissing'
        $rehearsal = Test-Rollback publish staging
        $rehearsal.Passed, $rehearsal.Failure | Should -Be $true, $null
        (Start-Job publish -Environment production -Wait).RehearsalId | Should -Be $rehearsal.RehearsalId
        Set-JobEnvironment production @{ workers = 8 }
        (Get-TestError { Start-Job publish -Environment production -Wait }).Exception.Error.Actual | Should -Match "workers is '2' in staging"
        (Compare-JobEnvironment staging production).Status | Should -Be 'Unexpected'
        (Get-Rehearsal publish).Holds | Should -BeTrue
    }

    It 'verify the journal of all of it' {
        if ($skipped) { return }
        (Test-JobLedger).Valid | Should -BeTrue
    }
}
