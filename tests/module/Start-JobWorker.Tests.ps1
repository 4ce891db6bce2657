BeforeAll { . $PSScriptRoot/Support.ps1 }
AfterAll { Disconnect-JobLedger }

Describe 'Start-JobWorker -UntilEmpty' {
    BeforeAll {
        $null = New-TestLedger
        Register-TestJob work -Parameters @{ id = @{ type = 'integer' } } -Steps @{ run = 'echo working on ${parameters.id}' }
        Register-TestJob failing -Steps @{ run = 'exit 3' }
    }

    It 'executes by priority, then by age, and writes each run' {
        $low, $first, $second, $high = -5, 0, 0, 5 | ForEach-Object { Start-Job work -Queue order -Priority $_ }
        $runs = Start-JobWorker -Queue order -UntilEmpty
        $runs.RunId | Should -Be $high.RunId, $first.RunId, $second.RunId, $low.RunId
        $runs.Status | Should -Be (@('Succeeded') * 4)
    }

    It 'writes failed runs, too, and goes on' {
        $failed = Start-Job failing
        $good = Start-Job work
        $runs = Start-JobWorker -UntilEmpty
        $runs.RunId | Should -Be $failed.RunId, $good.RunId
        $runs.Status | Should -Be 'Failed', 'Succeeded'
        $runs[0].Error.Id | Should -Be 'CommandFailed'
    }

    It 'serves the queues that are named, and no other' {
        $other = Start-Job work -Queue other
        $mine = Start-Job work -Queue mine
        (Start-JobWorker mine, order -UntilEmpty).RunId | Should -Be $mine.RunId
        (Get-JobRun $other.RunId).Status | Should -Be 'Queued'
        (Start-JobWorker -UntilEmpty).RunId | Should -Be $other.RunId
    }

    It 'leaves what is due later, and takes it when it is due' {
        $later = Start-Job work -Delay 1h
        $soon = Start-Job work -Delay 300ms
        Start-JobWorker -UntilEmpty | Should -BeNullOrEmpty
        Wait-TestCondition -What 'the due time' { (Get-JobRun $soon.RunId).ReadAt -gt $soon.DueAt }
        $run = Start-JobWorker -UntilEmpty
        $run.RunId | Should -Be $soon.RunId
        $run.StartedAt | Should -BeGreaterOrEqual $soon.DueAt
        (Get-JobRun $later.RunId -Why).Why | Should -Match '^Scheduled for \d{4}-'
        Stop-JobRun $later.RunId
    }

    It 'fails what could not start in time' {
        $run = Start-Job work -StartBy (Get-Date).AddSeconds(-5)
        Start-JobWorker -UntilEmpty | Should -BeNullOrEmpty
        $missed = Get-JobRun $run.RunId
        $missed.Status, $missed.Error.Id, $missed.ExitCode | Should -Be 'Failed', 'StartMissed', 124
        $missed.Attempt | Should -Be 0
    }

    It 'tries again what fails, as the job says' {
        Register-TestJob flaky -Policies @{ retry = @{ attempts = 3; delay = '100ms' } } -Steps @{
            run = "echo x >> '$TestDrive/tries'; test `$(wc -l < '$TestDrive/tries') -ge 3"
        }
        $run = Start-Job flaky
        $written = [System.Collections.Generic.List[object]]::new()
        Wait-TestCondition -What 'three tries' {
            Start-JobWorker -UntilEmpty 3>&1 | ForEach-Object { $written.Add($_) }
            (Get-JobRun $run.RunId).Status -eq 'Succeeded'
        }
        $ended = Get-JobRun $run.RunId
        $ended.Attempt, $ended.Retries | Should -Be 3, 2
        "$($written[0])" | Should -Match "^Run $($run.RunId) failed \(CommandFailed\) and is tried again in"
    }

    It 'says of a run that waits for its next try when and why' {
        Register-TestJob doomed -Policies @{ retry = @{ attempts = 2; delay = '1h' } } -Steps @{ run = 'echo broken >&2; exit 4' }
        $run = Start-Job doomed
        Start-JobWorker -UntilEmpty -WarningAction SilentlyContinue | Should -BeNullOrEmpty
        (Get-JobRun $run.RunId -Why).Why | Should -Match '^Waits for attempt 2 until .* because attempt 1 failed: exit code 4'
        Get-JobRun $run.RunId | Format-Table | Out-String | Should -Match 'Scheduled.*retry in \d+ min'
        Stop-JobRun $run.RunId
    }

    It 'does not try again what the job excepts' {
        Register-TestJob hopeless -Policies @{ retry = @{ attempts = 5; delay = '1ms'; except = @('exit 4') } } -Steps @{ run = 'exit 4' }
        $null = Start-Job hopeless
        $run = Start-JobWorker -UntilEmpty
        $run.Status, $run.Attempt | Should -Be 'Failed', 1
    }

    It 'starts no worker with -WhatIf' {
        $run = Start-Job work
        Start-JobWorker -UntilEmpty -WhatIf
        (Get-JobRun $run.RunId).Status | Should -Be 'Queued'
        $null = Start-JobWorker -UntilEmpty
    }

    It 'shows steps and output with -Verbose' {
        $run = Start-Job work -Parameter @{ id = 77 }
        "$(Start-JobWorker -UntilEmpty -Verbose 4>&1)" | Should -Match "run $($run.RunId) run: working on 77"
    }

    It 'ends its progress with a Completed record' {
        $null = Start-Job work
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$ManifestPath'; Start-JobWorker -UntilEmpty").Invoke()
            "$($shell.Streams.Progress.StatusDescription)" | Should -Match '1 ended, 0 in hand'
            $shell.Streams.Progress[-1].RecordType | Should -Be 'Completed'
        }
        finally { $shell.Dispose() }
    }

    It 'ends when the pipeline wants no more' {
        1..3 | ForEach-Object { $null = Start-Job work }
        (Start-JobWorker | Select-Object -First 1).Status | Should -Be 'Succeeded'
        Get-JobWorker | Should -BeNullOrEmpty
    }

    It 'refuses a lease that is none' {
        $env:JOBOPS_LEASE_SECONDS = 'long'
        try { (Get-TestError { Start-JobWorker -UntilEmpty }).FullyQualifiedErrorId | Should -Match '^JobOps\.LeaseInvalid,' }
        finally { $env:JOBOPS_LEASE_SECONDS = $null }
    }
}

Describe 'Start-JobWorker in a process of its own' {
    BeforeAll {
        $location = New-TestLedger
        Register-TestJob hold -Steps ([ordered]@{
                first = "echo x >> '$TestDrive/first'"
                wait = "until test -e '$TestDrive/go'; do sleep 0.05; done"
            })
    }
    BeforeEach { Remove-Item "$TestDrive/go", "$TestDrive/first" -ErrorAction Ignore }

    It 'drains on <Signal>: what runs may end, and nothing new is taken' -ForEach @(@{ Signal = 'INT' }, @{ Signal = 'TERM' }) {
        $run = Start-Job hold
        $next = Start-Job hold
        $worker = Start-TestWorker $location
        Wait-TestCondition -What 'the step' { (Get-JobStep $run.RunId -StepName wait).Status -eq 'Running' }
        & kill "-$Signal" $worker.Id
        Wait-TestCondition -What 'the drain' { (Get-JobWorker).Status -eq 'Draining' }
        $null = New-Item "$TestDrive/go"
        $worker.WaitForExit(30000) | Should -BeTrue
        $worker.ExitCode | Should -Be 0
        (Get-JobRun $run.RunId).Status | Should -Be 'Succeeded'
        (Get-JobRun $next.RunId).Status | Should -Be 'Queued'
        Stop-JobRun $next.RunId
    }

    It 'gives back what has not ended within the drain time, and another worker goes on with it' {
        $run = Start-Job hold
        $worker = Start-TestWorker $location '-DrainTime 200ms'
        Wait-TestCondition -What 'the step' { (Get-JobStep $run.RunId -StepName wait).Status -eq 'Running' }
        (Stop-TestProcess $worker).ExitCode | Should -Be 0
        (Get-JobRun $run.RunId).Status | Should -Be 'Queued'
        $null = New-Item "$TestDrive/go"
        (Start-JobWorker -UntilEmpty).Status | Should -Be 'Succeeded'
        @(Get-Content "$TestDrive/first").Count | Should -Be 1 -Because 'a finished step is not executed again'
        (Get-JobRun $run.RunId).Attempt | Should -Be 2
    }

    It 'shares the work with another worker, each run once' {
        Register-TestJob count -Parameters @{ id = @{ type = 'integer' } } -Steps @{ run = "echo `${parameters.id} >> '$TestDrive/done'" }
        1..60 | ForEach-Object { @{ id = $_ } } | Start-Job count | Out-Null
        $workers = 1..2 | ForEach-Object { Start-TestWorker $location '-UntilEmpty -Concurrency 2' }
        foreach ($worker in $workers) { $worker.WaitForExit(60000) | Should -BeTrue }
        [int[]](Get-Content "$TestDrive/done") | Sort-Object | Should -Be (1..60)
        ($workers.ForEach({ $_.StandardOutput.ReadToEnd() -split '\s+' }).Where({ $_ }) | Sort-Object -Unique).Count | Should -Be 60
    }
}
