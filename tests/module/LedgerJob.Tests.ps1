BeforeAll { . $PSScriptRoot/Support.ps1 }

Describe 'A started run as a job of PowerShell' {
    BeforeAll {
        $location = New-TestLedger
        Register-TestJob talk -Steps ([ordered]@{ first = 'echo one; echo careful >&2'; second = 'echo two' })
        Register-TestJob fail -Steps @{ run = 'echo on fire; exit 3' }
        Register-TestJob hold -Steps @{ run = "echo holding; while [ ! -e '$TestDrive/go' ]; do sleep 0.05; done; echo gone" }
        Register-TestJob long -Steps @{ run = 'echo started; sleep 60' }
        Register-TestJob sized -Parameters @{ size = @{ type = 'integer'; required = $true } }
        $worker = Start-TestWorker $location '-Queue default -Concurrency 4'
        # Nobody works on this queue.
        $idle = @{ Queue = 'nobody' }
    }

    AfterAll {
        Get-Job | Remove-Job -Force
        Disconnect-JobLedger
        $null = Stop-TestProcess $worker
    }

    Context 'before anybody executes it' {
        It 'is a Job2 that tells of its run' {
            $job = Start-Job sized -Parameter @{ size = 3 } -Environment staging -IdempotencyKey k1 @idle
            $job | Should -BeOfType System.Management.Automation.Job2
            $job.Name, $job.JobName, $job.PSJobTypeName, $job.State | Should -Be 'sized', 'sized', 'LedgerJob', 'NotStarted'
            $job.Location | Should -Be $location
            $job.Command | Should -Be 'Start-Job sized'
            $job.Status, $job.Environment, $job.IdempotencyKey, $job.Queue | Should -Be 'Queued', 'staging', 'k1', 'nobody'
            $job.Parameters['size'] | Should -Be 3
            $job.HasMoreData, $job.Replayed | Should -Be $true, $false
            (Get-JobRun $job.RunId).JobName | Should -Be 'sized'
        }

        It 'is bound by its run id to <Name>' -ForEach @(
            @{ Name = 'Get-JobRun'; Command = { $job | Get-JobRun } }
            @{ Name = 'Get-JobRun -Why'; Command = { $job | Get-JobRun -Why } }
            @{ Name = 'Stop-JobRun'; Command = { $job | Stop-JobRun -PassThru } }
            @{ Name = 'Restart-JobRun'; Command = { $job | Restart-JobRun } }
        ) {
            $job = Start-Job talk @idle
            (& $Command).RunId | Should -Be $job.RunId
        }

        It 'is scheduled like its run, and not started' {
            $job = Start-Job talk -Delay 1h
            $job.Status, $job.State | Should -Be 'Scheduled', 'NotStarted'
        }

        It 'is found by <Name>' -ForEach @(
            @{ Name = 'id'; Find = { Get-Job -Id $job.Id } }
            @{ Name = 'instance id'; Find = { Get-Job -InstanceId $job.InstanceId } }
            @{ Name = 'name'; Find = { Get-Job -Name tal? | Where-Object Id -EQ $job.Id } }
            @{ Name = 'state'; Find = { Get-Job -State NotStarted | Where-Object Id -EQ $job.Id } }
            @{ Name = 'command'; Find = { Get-Job -Command 'Start-Job t*' | Where-Object Id -EQ $job.Id } }
            @{ Name = 'nothing at all'; Find = { Get-Job | Where-Object Id -EQ $job.Id } }
            @{ Name = 'run id'; Find = { Get-Job -Filter @{ RunId = $job.RunId } } }
            @{ Name = 'properties'; Find = { Get-Job -Filter @{ Queue = 'nob*'; Status = 'Queued', 'Scheduled'; Environment = 'found' } } }
        ) {
            $job = Start-Job talk -Environment found @idle
            try { & $Find | Should -Be $job }
            finally { Remove-Job $job -Force }
        }

        It 'has the same instance id in another session' {
            $job = Start-Job talk @idle
            $answer = Invoke-TestPwsh "(Get-Job -Filter @{ RunId = $($job.RunId) }).InstanceId.Guid" -Environment @{ JOBOPS_LEDGER = $location }
            $answer.Output.Trim() | Should -Be $job.InstanceId.Guid
        }

        It 'is one job in the list, however often it was started with the same key' {
            $first = Start-Job talk -IdempotencyKey once @idle
            $second = Start-Job talk -IdempotencyKey once @idle
            $second.InstanceId | Should -Be $first.InstanceId
            $first.Replayed, $second.Replayed | Should -Be $false, $true
            (Get-Job).Where({ $_.InstanceId -eq $first.InstanceId }) | Should -Be $second
        }

        It 'comes as a run and not as a job out of a batch' {
            @{ size = 1 }, @{ size = 2 } | Start-Job sized @idle | Should -BeOfType JobOps.Runs.JobRun
            @{ size = 1 } | Start-Job sized @idle | Should -BeOfType JobOps.Runs.JobRun
        }

        It 'is cancelled by Stop-Job at once' {
            $job = Start-Job talk @idle
            Stop-Job $job
            $job.State, $job.Status | Should -Be 'Stopped', 'Cancelled'
        }

        It 'is not removed while it waits, unless by force, which cancels the run and deletes nothing' {
            $job = Start-Job talk @idle
            (Get-TestError { Remove-Job $job }).FullyQualifiedErrorId | Should -Match '^JobObjectNotFinishedCannotBeRemoved,'
            Remove-Job $job -Force
            Get-Job | Should -Not -Contain $job
            (Get-JobRun $job.RunId).Status | Should -Be 'Cancelled'
        }

        It 'cannot be suspended, and says so' {
            $job = Start-Job talk @idle
            $failure = Get-TestError { $job.SuspendJob() }
            $failure.Exception.InnerException.Error.Id | Should -Be 'RunNotSuspendable'
        }
    }

    Context 'executed by another process' {
        # What a run prints to standard error comes out of Receive-Job as errors; here they are looked at, not stopped at.
        BeforeAll { $ErrorActionPreference = 'Continue' }

        It 'can be waited for and received, and received again after -Keep' {
            $job = Start-Job talk
            Wait-Job $job -Timeout 30 | Should -Be $job
            $job.State, $job.Status | Should -Be 'Completed', 'Succeeded'
            Receive-Job $job -Keep 2>$null | Should -Be 'one', 'two'
            Receive-Job $job -ErrorVariable errors -ErrorAction SilentlyContinue | Should -Be 'one', 'two'
            "$errors" | Should -Be 'careful'
            $job.HasMoreData | Should -BeFalse
            Receive-Job $job | Should -BeNullOrEmpty
        }

        It 'can be received until it ends, and is removed then; its history stays' {
            $job = Start-Job talk
            $job | Receive-Job -Wait -AutoRemoveJob 2>$null | Should -Be 'one', 'two'
            Get-Job | Should -Not -Contain $job
            (Get-JobLog $job.RunId).Count | Should -Be 3
        }

        It 'is received while it runs' {
            $job = Start-Job hold
            Wait-TestCondition { $job.Output.Count -gt 0 } 'the first line'
            Receive-Job $job | Should -Be 'holding'
            $job.State | Should -Be 'Running'
            Set-Content "$TestDrive/go" ''
            Receive-Job $job -Wait | Should -Be 'gone'
        }

        It 'fails with the error of its run' {
            $job = Start-Job fail | Wait-Job -Timeout 30
            $job.State | Should -Be 'Failed'
            $job.JobStateInfo.Reason.Error.Id | Should -Be 'CommandFailed'
            $job.StatusMessage | Should -Match "Step 'run' of run"
            Receive-Job $job -ErrorVariable errors -ErrorAction SilentlyContinue | Should -Be 'on fire'
            "$errors" | Should -Match 'exit code 3'
        }

        It 'is stopped through the ledger' {
            $job = Start-Job long
            Wait-TestCondition { $job.State -eq 'Running' } 'the run'
            Stop-Job $job
            $job.State, $job.Status | Should -Be 'Stopped', 'Cancelled'
            (Get-JobRun $job.RunId).Error.Id | Should -Be 'RunCancelled'
        }

        It 'becomes a job of this session by its run id, although another one started it' {
            $run = @{ size = 5 } | Start-Job sized
            $job = Get-Job -Filter @{ RunId = $run.RunId } | Wait-Job -Timeout 30
            $job.RunId, $job.State | Should -Be $run.RunId, 'Completed'
        }

        It 'is started by PowerShell''s own Start-Job -DefinitionName' {
            $job = Microsoft.PowerShell.Core\Start-Job -DefinitionName talk
            $job.PSJobTypeName | Should -Be 'LedgerJob'
            Wait-Job $job -Timeout 30 | Receive-Job 2>$null | Should -Be 'one', 'two'
            (Get-Job -Filter @{ RunId = $job.RunId }).InstanceId | Should -Be $job.InstanceId
            $answer = Invoke-TestPwsh "(Get-Job -Filter @{ RunId = $($job.RunId) }).InstanceId.Guid" -Environment @{ JOBOPS_LEDGER = $location }
            $answer.Output.Trim() | Should -Be $job.InstanceId.Guid
        }

        It 'is started by -DefinitionName with the errors of the ledger' {
            $failure = Get-TestError { Microsoft.PowerShell.Core\Start-Job -DefinitionName sized }
            $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.ParameterMissing,'
            (Get-TestError { Start-Job -DefinitionName nope }).FullyQualifiedErrorId | Should -Match '^StartJobFromDefinitionNameNotFound,'
        }

        It 'holds up no other job while one is received slowly' {
            $slow, $other = (Start-Job talk), (Start-Job talk)
            $slow | Receive-Job -Wait 2>$null | ForEach-Object { Wait-Job $other -Timeout 30 } | Should -Be $other, $other
        }

        It 'is followed in parallel runspaces' {
            $jobs = 1..3 | ForEach-Object -Parallel { Import-Module $using:ManifestPath; Start-Job talk }
            ($jobs | Wait-Job -Timeout 30).State | Should -Be 'Completed', 'Completed', 'Completed'
        }

        It 'is executed by jobops' {
            $program = Join-Path $PSScriptRoot '../../artifacts/jobops/jobops'
            if (-not (Test-Path $program)) { Set-ItResult -Skipped -Because 'artifacts/jobops is not built'; return }
            $job = Start-Job talk -Queue other
            $start = [System.Diagnostics.ProcessStartInfo]::new($program, [string[]]('worker', '--queue', 'other'))
            $start.Environment['JOBOPS_LEDGER'] = $location
            $start.RedirectStandardOutput = $start.RedirectStandardError = $true
            $process = [System.Diagnostics.Process]::Start($start)
            try { ($job | Wait-Job -Timeout 30).State | Should -Be 'Completed' }
            finally { $null = Stop-TestProcess $process }
        }
    }

    Context 'its streams' {
        It 'are those of the log' {
            $body = @'
Write-Output out; Write-Warning warn; Write-Verbose verbose -Verbose; Write-Debug debug -Debug; Write-Information info
Write-Error bad -ErrorAction Continue
'@
            Invoke-Runbook (New-TestRunbook streams $body) -ErrorAction SilentlyContinue *> $null
            $job = Get-Job -Filter @{ RunId = (Get-JobRun -Last 1).RunId }
            $job.State | Should -Be 'Completed'
            "$($job.Output)", "$($job.Warning)", "$($job.Verbose)", "$($job.Debug)", "$($job.Information)", "$($job.Error)" |
                Should -Be 'out', 'warn', 'verbose', 'debug', 'info', 'bad'
        }

        It 'show progress, which ends' {
            $job = Start-Job talk
            $null = $job | Wait-Job -Timeout 30
            $job.Progress[0].Activity | Should -Be "talk (run $($job.RunId))"
            $job.Progress[-1].RecordType | Should -Be 'Completed'
        }
    }

    Context 'Wait-Job' {
        It 'waits for the first of several, of both worlds' {
            $idleJob = Start-Job talk @idle
            $job = Start-Job { 7 }
            try { Wait-Job -Any $idleJob, $job -Timeout 30 | Should -Be $job }
            finally { Remove-Job $job -Force }
        }
    }
}

Describe 'A job and its ledger' {
    BeforeAll {
        $location = New-TestLedger
        Register-TestJob talk
    }

    AfterAll { Disconnect-JobLedger }

    It 'is disconnected with the ledger, which ends the wait for it' {
        $job = Start-Job talk
        Disconnect-JobLedger
        Wait-Job $job -WarningAction SilentlyContinue | Should -Be $job
        $job.State | Should -Be 'Disconnected'
        (Get-TestError { Stop-Job $job }).Exception.Error.Id | Should -Be 'RunNotFollowed'
        Connect-JobLedger $location
        (Get-Job -Filter @{ RunId = $job.RunId }).State | Should -Be 'NotStarted'
    }

    It 'asks the ledger for nothing with a plain Get-Job' {
        $answer = Invoke-TestPwsh 'Get-Job; Get-Job -Name x*; Get-Job -State Running' -Environment @{ JOBOPS_LEDGER = "sqlite:$TestDrive/untouched.db" }
        $answer.Errors | Should -BeNullOrEmpty
        "$TestDrive/untouched.db" | Should -Not -Exist
    }

    It 'lets go of its run when the module is removed, and keeps no process alive' {
        $answer = Invoke-TestPwsh @'
$job = Start-Job talk
Remove-Module JobOps
$null = Wait-Job -Job $job -Timeout 30 -WarningAction SilentlyContinue
$job.State
"$((Get-Command Start-Job).Source), $((Get-Command Wait-Job).Source), $(@(Get-Job).Count) jobs"
try { Start-Job -DefinitionName talk -ErrorAction Stop } catch { ($_.FullyQualifiedErrorId -split ',')[0] }
'@ -Environment @{ JOBOPS_LEDGER = $location }
        $answer.Errors | Should -BeNullOrEmpty
        $answer.Output.Trim() -split '\r?\n' | Should -Be 'Disconnected', 'Microsoft.PowerShell.Core, Microsoft.PowerShell.Core, 0 jobs', 'StartJobFromDefinitionNameNotFound'
    }

    It 'is shown as a table and as a list within 80 columns, and beside other jobs' {
        $job = Start-Job talk
        $before = $PSStyle.OutputRendering
        try {
            $PSStyle.OutputRendering = 'PlainText'
            $table, $list = ($job | Out-String -Width 80), ($job | Format-List | Out-String -Width 80)
        }
        finally { $PSStyle.OutputRendering = $before }
        $table | Should -Match '(?s)Id\s+RunId\s+Name\s+State\s+Status\s+HasMoreData\s+Note.*talk\s+NotStarted\s+Queued\s+True'
        $list | Should -Match '(?s)InstanceId.*Status\s+: Queued.*Location\s+: sqlite:'
        ("$table$list" -split '\r?\n' | Measure-Object Length -Maximum).Maximum | Should -BeLessOrEqual 80
    }
}
