BeforeAll { . $PSScriptRoot/Support.ps1 }
AfterAll { Disconnect-JobLedger }

Describe 'Restart-JobRun' {
    BeforeAll {
        $null = New-TestLedger
        $folder = New-Item -ItemType Directory "$TestDrive/work"
        Register-TestJob work -Steps ([ordered]@{ once = "echo x >> '$folder/once'"; rest = "test -e '$folder/mended'" })
    }

    It 'goes on at the first unfinished step' {
        $run = Start-Job work -Wait -ErrorAction SilentlyContinue
        $run.Status | Should -Be 'Failed'
        $null = New-Item "$folder/mended"
        $again = $run | Restart-JobRun -Reason 'mended' -Wait
        $again.RunId | Should -Be $run.RunId
        $again.Status | Should -Be 'Succeeded'
        @(Get-Content "$folder/once").Count | Should -Be 1
    }

    It 'refuses a run that has succeeded' {
        $failure = Get-TestError { Restart-JobRun 1 }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.RunNotRestartable,'
        $failure.CategoryInfo.Category | Should -Be 'ResourceExists'
        $failure.Exception.Error.RetrySafety | Should -Be 'NotSafe'
    }

    It 'changes nothing with -WhatIf' {
        Remove-Item "$folder/mended"
        $run = Start-Job work -Wait -ErrorAction SilentlyContinue
        Restart-JobRun $run.RunId -WhatIf
        (Get-JobRun $run.RunId).Status | Should -Be 'Failed'
    }

    It 'takes secrets only, because everything else is stored' {
        (Get-TestError { Restart-JobRun 2 -Parameter @{ colour = 'red' } -Wait }).FullyQualifiedErrorId | Should -Match '^JobOps\.ParameterUnknown,'
    }
}
