BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    $hold = @{ wait = "until test -e '$TestDrive/go'; do sleep 0.05; done" }
    Register-TestJob skips -Steps $hold -Policies @{ overlap = 'skip' }
    Register-TestJob queues -Steps $hold -Policies @{ overlap = 'queue' }
    Register-TestJob replaces -Steps $hold -Policies @{ overlap = 'stopExisting' }
    Register-TestJob twice -Steps $hold -Policies @{ concurrency = 2 }
}
AfterAll { Disconnect-JobLedger }

Describe 'What happens to a start while a run of the job has not ended' {
    It 'is refused by a job that skips: safe to retry, and the process ends with 75' {
        $first = Start-Job skips
        $failure = Get-TestError { Start-Job skips }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.OverlapSkipped,'
        $failure.CategoryInfo.Category | Should -Be 'ResourceBusy'
        $failure.Exception.Error.RetrySafety | Should -Be 'Safe'
        $failure.ErrorDetails.RecommendedAction | Should -Be "Get-JobRun $($first.RunId) -Why"
        (Invoke-TestPwsh 'Start-Job skips -Wait' -Environment @{ JOBOPS_LEDGER = $location }).ExitCode | Should -Be 75
        Stop-JobRun $first.RunId
        (Start-Job skips | Stop-JobRun -PassThru).Status | Should -Be 'Cancelled' -Because 'nothing of the job waits or runs any more'
    }

    It 'starts none of many at once for a job that skips' {
        $failure = Get-TestError { 1..3 | ForEach-Object { [pscustomobject]@{ Name = 'skips' } } | Start-Job }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.OverlapInBatch,'
        Get-JobRun -JobName skips -Status Queued | Should -BeNullOrEmpty
    }

    It '<Name>, on all workers together' -ForEach @(
        @{ Name = 'waits for the one before it, with queue'; Job = 'queues'; Limit = 1 }
        @{ Name = 'waits for one of two, with a limit of two'; Job = 'twice'; Limit = 2 }
    ) {
        Remove-Item "$TestDrive/go" -ErrorAction Ignore
        $runs = 1..3 | ForEach-Object { Start-Job $Job }
        $worker = Start-TestWorker $location '-Concurrency 3 -UntilEmpty'
        try {
            Wait-TestCondition -What 'what may run' { @(Get-JobRun -JobName $Job -Status Running).Count -eq $Limit }
            (Get-JobRun $runs[2].RunId -Why).Why | Should -Match "job '$Job' runs $Limit at a time, and runs? .* ha(s|ve) not ended"
            $null = New-Item "$TestDrive/go"
            $worker.WaitForExit(30000) | Should -BeTrue
        }
        finally { if (-not $worker.HasExited) { $worker.Kill($true) } }
        $ended = Get-JobRun -JobName $Job
        $ended.Status | Should -Be (@('Succeeded') * 3)
        foreach ($run in $ended) {
            $ended.Where({ $_.StartedAt -le $run.StartedAt -and $_.FinishedAt -gt $run.StartedAt }).Count | Should -BeLessOrEqual $Limit
        }
    }

    It 'stops what runs and takes its place, with stopExisting' {
        Remove-Item "$TestDrive/go" -ErrorAction Ignore
        $first = Start-Job replaces
        $worker = Start-TestWorker $location
        try {
            Wait-TestCondition -What 'the first' { (Get-JobRun $first.RunId).Status -eq 'Running' }
            $second = Start-Job replaces
            Wait-TestCondition -What 'the second' { (Get-JobRun $second.RunId).Status -eq 'Running' }
            (Get-JobRun $first.RunId).Status | Should -Be 'Cancelled'
            $null = New-Item "$TestDrive/go"
            Wait-TestCondition -What 'its end' { (Get-JobRun $second.RunId).Status -eq 'Succeeded' }
        }
        finally { $null = Stop-TestProcess $worker }
    }

    It 'goes on here with what a dead worker left, and warns' {
        Register-TestJob nightly -Policies @{ overlap = 'skip' }
        $left = (Start-Job nightly).RunId
        Invoke-TestSql $location "UPDATE Run SET Status = 'Running', Attempt = 1, LeaseToken = 1, LeaseExpiresAt = 1, Worker = 'dead/1/ab' WHERE RunId = $left"
        (Get-TestError { Start-Job nightly }).ErrorDetails.RecommendedAction | Should -Be "Restart-JobRun $left -Wait"
        $run = Start-Job nightly -Wait -WarningVariable warnings -WarningAction SilentlyContinue
        $run.RunId | Should -BeGreaterThan $left
        $run.Status | Should -Be 'Succeeded'
        (Get-JobRun $left).Status | Should -Be 'Succeeded'
        $warnings[0] | Should -Be "Run $left of nightly was left by worker dead/1/ab, which is gone: it goes on here first."
        $warnings[1] | Should -Be "Run $left succeeded."
    }
}
