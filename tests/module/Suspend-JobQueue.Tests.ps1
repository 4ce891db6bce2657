BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    Register-TestJob job
    $me = (Get-JobLedger).Actor
}
AfterAll { Disconnect-JobLedger }

Describe 'Suspend-JobQueue' {
    It 'keeps a queue from being claimed while others go on, and -Why names actor and reason' {
        $held = Start-Job job -Queue images
        $free = Start-Job job -Queue mails
        $queue = Suspend-JobQueue images -Reason 'storage is being moved' -PassThru
        $queue.Paused, $queue.PausedBy, $queue.PausedReason | Should -Be $true, $me, 'storage is being moved'
        (Start-JobWorker -UntilEmpty).RunId | Should -Be $free.RunId
        $why = Get-JobRun $held.RunId -Why
        $why.Status | Should -Be 'Queued'
        $why.Why | Should -Match "queue 'images' is paused by $([regex]::Escape($me)) \(storage is being moved\)"
    }

    It 'takes new runs all the same' {
        (Start-Job job -Queue images).Status | Should -Be 'Queued'
    }

    It 'says with -Verbose that it is paused already, and keeps who did it and why' {
        "$(Suspend-JobQueue images -Reason 'again' -Verbose 4>&1)" | Should -Match "Queue 'images' is paused already"
        (Get-JobQueue images).PausedReason | Should -Be 'storage is being moved'
    }

    It 'takes wildcards and the pipeline' {
        (Suspend-JobQueue ma* -PassThru).Name | Should -Be 'mails'
        (Get-JobQueue default | Suspend-JobQueue -PassThru).Paused | Should -BeTrue
        'mails', 'default' | Resume-JobQueue
    }

    It 'leaves a journal that verifies' {
        (Test-JobLedger).Valid | Should -BeTrue
    }
}
