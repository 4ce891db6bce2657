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

    It 'goes on at the step that is named, although it is finished' {
        Register-TestJob three -Steps ([ordered]@{ a = "echo a >> '$folder/three'"; b = "echo b >> '$folder/three'"; c = "echo c >> '$folder/three'; test -e '$folder/three-mended'" })
        $run = Start-Job three -Wait -ErrorAction SilentlyContinue
        $null = New-Item "$folder/three-mended"
        $again = $run | Restart-JobRun -FromStep b -Reason 'b wrote rubbish' -Wait
        $again.Status | Should -Be 'Succeeded'
        Get-Content "$folder/three" | Should -Be 'a', 'b', 'c', 'b', 'c'
    }

    It 'refuses a step that is none' {
        Register-TestJob four -Steps ([ordered]@{ a = 'true'; b = 'exit 1' })
        $run = Start-Job four -Wait -ErrorAction SilentlyContinue
        $failure = Get-TestError { Restart-JobRun $run.RunId -FromStep nope }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.StepNotFound,'
        $failure.Exception.Error.Expected | Should -Be 'one of: a, b'
        (Get-JobRun $run.RunId).Status | Should -Be 'Failed'
    }

    It 'refuses to go back before a step that must not run twice' {
        $path = "$TestDrive/once.job.json"
        Set-Content $path '{ "name": "once", "owner": "o", "expectedResult": "e", "rollbackNote": "r", "steps": [
            { "name": "a", "command": ["true"] }, { "name": "pay", "command": ["true"], "once": true }, { "name": "c", "command": ["false"] }] }'
        Register-JobDefinition $path
        $run = Start-Job once -Wait -ErrorAction SilentlyContinue
        $failure = Get-TestError { Restart-JobRun $run.RunId -FromStep a }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.StepRunsOnce,'
        $failure.Exception.Error.RetrySafety | Should -Be 'NotSafe'
    }
}
