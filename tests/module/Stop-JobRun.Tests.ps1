BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    $me = (Get-JobLedger).Actor
    Register-TestJob quick
    Register-TestJob slow -Steps ([ordered]@{
            first = 'true'
            wait = "echo `$`$ > '$TestDrive/shell'; sleep 300 & echo `$! > '$TestDrive/grandchild'; wait"
        })
}
AfterAll { Disconnect-JobLedger }

Describe 'Stop-JobRun' {
    It 'cancels a run that waits' {
        $run = Start-Job quick | Stop-JobRun -Reason 'not needed' -PassThru
        $run.Status | Should -Be 'Cancelled'
        (Get-JobRun $run.RunId -Why).Why | Should -Match "stopped by $([regex]::Escape($me)): not needed"
        Start-JobWorker -UntilEmpty | Should -BeNullOrEmpty
    }

    It 'cancels a run that is due later' {
        (Start-Job quick -Delay 1h | Stop-JobRun -PassThru).Status | Should -Be 'Cancelled'
    }

    It 'stops a run that another process executes, and the whole process tree with it' {
        $run = Start-Job slow
        $worker = Start-TestWorker $location
        try {
            Wait-TestCondition -What 'the grandchild' { Test-Path "$TestDrive/grandchild" -PathType Leaf }
            Wait-TestCondition -What 'its id' { Get-Content "$TestDrive/grandchild" }
            (Stop-JobRun $run.RunId -Reason 'wrong version' -PassThru).Status | Should -Be 'Running'
            Wait-TestCondition -What 'the end' { (Get-JobRun $run.RunId).Status -eq 'Cancelled' }
            $ended = Get-JobRun $run.RunId
            $ended.Error.Id, $ended.Error.Actual, $ended.ExitCode | Should -Be 'RunCancelled', "stopped by ${me}: wrong version", 130
            foreach ($id in Get-Content "$TestDrive/shell", "$TestDrive/grandchild") {
                Wait-TestCondition -What "the end of process $id" { -not (Get-Process -Id $id -ErrorAction Ignore) }
            }
            (Get-JobStep $run.RunId).Status | Should -Be 'Succeeded', 'Interrupted'
            # The worker itself goes on.
            $next = Start-Job quick
            Wait-TestCondition -What 'the next run' { (Get-JobRun $next.RunId).Status -eq 'Succeeded' }
        }
        finally { $null = Stop-TestProcess $worker }
    }

    It 'stops a runbook in another session: its script ends where it is' {
        $path = New-TestRunbook endless "Invoke-JobStep wait { while (`$true) { Start-Sleep -Milliseconds 50 } }; Set-Content '$TestDrive/after' x"
        $process = Start-TestPwsh "Invoke-Runbook '$path' -IdempotencyKey endless" -Environment @{ JOBOPS_LEDGER = $location }
        Wait-TestCondition -What 'the step' { (Get-JobRun -JobName endless | Get-JobStep).Status -eq 'Running' }
        Get-JobRun -JobName endless | Stop-JobRun -Reason 'enough'
        $process.WaitForExit(30000) | Should -BeTrue
        $process.ExitCode | Should -Be 130
        $run = Get-JobRun -JobName endless
        $run.Status, $run.Error.Actual | Should -Be 'Cancelled', "stopped by ${me}: enough"
        (Get-JobStep $run.RunId).Status | Should -Be 'Interrupted'
        "$TestDrive/after" | Should -Not -Exist
    }

    It 'stops a runbook that waits outside of its steps, too' {
        $path = New-TestRunbook sleepy "'started'; Start-Sleep -Seconds 60; Set-Content '$TestDrive/slept' x"
        $process = Start-TestPwsh "Invoke-Runbook '$path'" -Environment @{ JOBOPS_LEDGER = $location }
        Wait-TestCondition -What 'the script' { Get-JobRun -JobName sleepy | Get-JobLog }
        Get-JobRun -JobName sleepy | Stop-JobRun
        $process.WaitForExit(30000) | Should -BeTrue
        $process.ExitCode | Should -Be 130
        (Get-JobRun -JobName sleepy).Status | Should -Be 'Cancelled'
        "$TestDrive/slept" | Should -Not -Exist
    }
}
