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

    It 'changes nothing with -WhatIf' {
        Disable-JobDefinition b -WhatIf
        (Get-JobDefinition b).Enabled | Should -BeTrue
    }
}
