BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    Register-TestJob job
}
AfterAll { Disconnect-JobLedger }

Describe 'Resume-JobQueue' {
    It 'wakes a worker in another process' {
        $run = Start-Job job -Queue images
        Suspend-JobQueue images
        $worker = Start-TestWorker $location
        try {
            Wait-TestCondition -What 'the worker' { (Get-JobWorker -Status Alive).Count -eq 1 }
            (Get-JobRun $run.RunId).Status | Should -Be 'Queued'
            (Resume-JobQueue images -Reason 'moved' -PassThru).Paused | Should -BeFalse
            Wait-TestCondition -What 'the run' { (Get-JobRun $run.RunId).Status -eq 'Succeeded' }
        }
        finally { $null = Stop-TestProcess $worker }
    }
}
