BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    'a-1', 'a-2', 'b' | ForEach-Object { Register-TestJob $_ }
}
AfterAll { Disconnect-JobLedger }

Describe 'Disable-JobDefinition' {
    It 'keeps a job from taking runs, and says why' {
        Disable-JobDefinition a-* -Reason 'freeze until Monday'
        (Get-JobDefinition | Where-Object Enabled).Name | Should -Be 'b'
        $failure = Get-TestError { Start-Job a-1 }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.JobDisabled,'
        $failure.CategoryInfo.Category | Should -Be 'PermissionDenied'
        $failure.Exception.Error.RetrySafety | Should -Be 'SafeAfter'
        $failure.Exception.Error.Actual | Should -Match 'freeze until Monday'
        $failure.ErrorDetails.RecommendedAction | Should -Be 'Enable-JobDefinition a-1'
    }

    It 'keeps what waits from being claimed, and says who did it, when and why' {
        Enable-JobDefinition a-2
        $run = Start-Job a-2
        Disable-JobDefinition a-2 -Reason 'disk full'
        $me = (Get-JobLedger).Actor
        Start-JobWorker -UntilEmpty | Should -BeNullOrEmpty
        (Get-JobRun $run.RunId -Why).Why | Should -Match "job 'a-2' is disabled by $([regex]::Escape($me)) \(disk full\)"
        $job = Get-JobDefinition a-2
        $job.EnabledBy, $job.EnabledReason | Should -Be $me, 'disk full'
        $job | Format-List | Out-String -Width 200 | Should -Match "(?s)State +: disabled.*Since +: \d{4}-.* by $([regex]::Escape($me)) \(disk full\)"
        Enable-JobDefinition a-2 -Reason 'disk is new'
        (Start-JobWorker -UntilEmpty).RunId | Should -Be $run.RunId
        Get-JobDefinition a-2 | Format-List | Out-String -Width 200 | Should -Match "(?s)State +: enabled.*Since +: \d{4}-.* by .* \(disk is new\)"
    }
}
