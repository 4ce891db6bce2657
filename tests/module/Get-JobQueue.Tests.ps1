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

    It 'finds by wildcards, and from the pipeline' {
        (Get-JobQueue ?ma*).Name | Should -Be 'images'
        ('mails', 'images' | Get-JobQueue).Name | Should -Be 'mails', 'images'
        (Get-JobRun -Queue mails | Get-JobQueue).Name | Should -Be 'mails'
    }

    It 'has the queue of runs that name none, and the queue of rollbacks' {
        (Get-JobQueue).Name | Should -Be 'default', 'images', 'mails', 'rollback'
    }

    It 'reports an unknown queue and goes on' {
        (Get-JobQueue nope, mails -ErrorAction SilentlyContinue -ErrorVariable failures).Name | Should -Be 'mails'
        $failures[0].FullyQualifiedErrorId | Should -Match '^JobOps\.QueueNotFound,'
        $failures[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failures[0].ErrorDetails.RecommendedAction | Should -Be 'Get-JobQueue'
    }
}
