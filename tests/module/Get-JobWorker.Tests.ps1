BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    Register-TestJob hold -Steps ([ordered]@{ first = 'true'; wait = "until test -e '$TestDrive/go'; do sleep 0.05; done" })
    $run = Start-Job hold -Queue images
    $worker = Start-TestWorker $location '-Queue images, mails -Concurrency 3'
    Wait-TestCondition -What 'the step' { (Get-JobStep $run.RunId -StepName wait).Status -eq 'Running' }
}
AfterAll {
    if (-not $worker.HasExited) { $worker.Kill($true) }
    Disconnect-JobLedger
}

Describe 'Get-JobWorker' {
    It 'says who is alive, what each does, and since when' {
        $found = Get-JobWorker
        $found.ProcessId, $found.Host, $found.Status | Should -Be $worker.Id, ([System.Environment]::MachineName), 'Alive'
        $found.Queues | Should -Be 'images', 'mails'
        $found.Concurrency | Should -Be 3
        $found.StartedAt | Should -BeLessOrEqual $found.ReadAt
        $found.Runs.RunId, $found.Runs.JobName, $found.Runs.StepName | Should -Be $run.RunId, 'hold', 'wait'
        $found.Runs.Since | Should -Be (Get-JobRun $run.RunId).ClaimedAt
    }

    It 'shows what it does in the table' {
        Get-JobWorker | Format-Table | Out-String | Should -Match "Alive.*1/3 $($run.RunId) hold/wait"
    }

    It 'finds by wildcards and by status' {
        $name = (Get-JobWorker).Worker
        (Get-JobWorker "*/$($worker.Id)/*").Worker | Should -Be $name
        Get-JobWorker nobody* | Should -BeNullOrEmpty
        Get-JobWorker -Status Lost | Should -BeNullOrEmpty
        (Get-JobRun -Worker $name).RunId | Should -Be $run.RunId
    }

    It 'forgets a worker that has ended' {
        $null = New-Item "$TestDrive/go"
        Wait-TestCondition -What 'the end of the run' { (Get-JobRun $run.RunId).Status -eq 'Succeeded' }
        # TERM: after Ctrl+C the pipeline takes nothing more, and the run may have ended a moment before it comes out.
        (Stop-TestProcess $worker -Signal TERM).Output.Trim() | Should -Be "$($run.RunId)"
        Get-JobWorker | Should -BeNullOrEmpty
    }

    It 'shows a worker that was killed as lost' {
        $killed = Start-TestWorker $location -Environment @{ JOBOPS_LEASE_SECONDS = '1' }
        Wait-TestCondition -What 'the worker' { Get-JobWorker -Status Alive }
        $killed.Kill($true)
        Wait-TestProcess $killed
        Wait-TestCondition -What 'its end' { (Get-JobWorker).Status -eq 'Lost' }
        (Get-JobWorker).ProcessId | Should -Be $killed.Id
    }
}
