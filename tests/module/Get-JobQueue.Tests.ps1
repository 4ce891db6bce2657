BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob job
    $null = Start-Job job -Queue images
    $null = Start-Job job -Queue images -Delay 1h
    $null = Start-Job job -Queue mails
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-JobQueue' {
    It 'counts what waits' {
        $queue = Get-JobQueue images
        $queue.Queued, $queue.Scheduled, $queue.Running | Should -Be 1, 1, 0
        $queue.Paused | Should -BeFalse
        $queue.OldestQueuedAt | Should -BeLessOrEqual $queue.ReadAt
    }

    It 'has the queue of runs that name none, and the queue of rollbacks' {
        (Get-JobQueue).Name | Should -Be 'default', 'images', 'mails', 'rollback'
    }
}
