BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    # Each run holds on until its file is there.
    Register-TestJob hold -Steps @{ wait = "until test -e '$TestDrive/go'; do sleep 0.05; done" }
}
AfterAll { Disconnect-JobLedger }

Describe 'Set-JobQueue' {
    It 'sets a limit, makes the queue, and takes the limit away' {
        (Set-JobQueue made -Concurrency 3 -PassThru).Concurrency | Should -Be 3
        Set-JobQueue made -NoLimit
        (Get-JobQueue made).Concurrency | Should -BeNullOrEmpty
    }

    It 'divides a queue and puts it together again' {
        $queue = Set-JobQueue parts -Partitions 8 -PassThru
        $queue.Partitions, $queue.Concurrency | Should -Be 8, $null
        ($queue | Out-String) | Should -Match '8 partitions'
        "$(Set-JobQueue parts -Partitions 8 -Verbose 4>&1)" | Should -Match "Queue 'parts' is set so already"
        Set-JobQueue parts -Partitions 1
        (Get-JobQueue parts).Partitions | Should -Be 1
    }

    It 'sets every queue that matches' {
        Set-JobQueue other -NoLimit
        Set-JobQueue ma*, oth* -Concurrency 4
        (Get-JobQueue made, other).Concurrency | Should -Be 4, 4
    }

    It 'keeps workers within the limit, and -Why says so' {
        Set-JobQueue narrow -Concurrency 2
        $runs = 1..4 | ForEach-Object { [pscustomobject]@{ Name = 'hold' } } | Start-Job -Queue narrow
        $worker = Start-TestWorker $location '-Queue narrow -Concurrency 4 -UntilEmpty'
        try {
            Wait-TestCondition -What 'two runs' { (Get-JobQueue narrow).Running -eq 2 }
            (Get-JobRun $runs[3].RunId -Why).Why | Should -Match "queue 'narrow' runs 2 at a time, and runs .* have not ended"
            $null = New-Item "$TestDrive/go"
            $worker.WaitForExit(30000) | Should -BeTrue
        }
        finally { if (-not $worker.HasExited) { $worker.Kill($true) } }
        (Get-JobRun -Queue narrow).Status | Should -Be (@('Succeeded') * 4)
        # At no time more than two: each run began after all but one of those before it had ended.
        $spans = Get-JobRun -Queue narrow
        foreach ($run in $spans) {
            $spans.Where({ $_.StartedAt -le $run.StartedAt -and $_.FinishedAt -gt $run.StartedAt }).Count | Should -BeLessOrEqual 2
        }
    }
}
