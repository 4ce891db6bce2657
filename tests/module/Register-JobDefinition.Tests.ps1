BeforeAll { . $PSScriptRoot/Support.ps1 }
AfterAll { Disconnect-JobLedger }

Describe 'Register-JobDefinition' {
    BeforeAll {
        $null = New-TestLedger
        $good = @{ name = 'good'; owner = 'o'; expectedResult = 'e'; rollbackNote = 'r'; command = @('true') }
    }

    It 'registers a file, and finds it unchanged the second time' {
        $good | ConvertTo-Json | Set-Content "$TestDrive/good.job.json"
        (Register-JobDefinition "$TestDrive/good.job.json" -PassThru).Version | Should -Be 1
        $again = Register-JobDefinition "$TestDrive/good.job.json" -PassThru
        $again.Version | Should -Be 1
        $again.Unchanged | Should -BeTrue
    }

    It 'registers the good files of a folder and reports the bad one' {
        $folder = New-Item -ItemType Directory "$TestDrive/jobs"
        foreach ($name in 'one', 'two') {
            ($good + @{ description = $name }) | ForEach-Object { $_.name = $name; $_ | ConvertTo-Json } | Set-Content "$folder/$name.job.json"
            $good.name = 'good'
        }
        Set-Content "$folder/broken.job.json" "{`n  `"name`": `"broken`",`n  ]"
        $registered = Register-JobDefinition $folder -PassThru -ErrorAction SilentlyContinue -ErrorVariable failures
        $registered.Name | Should -Be 'one', 'two'
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Match '^JobOps\.JobFileInvalid,'
        $failures[0].CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failures[0].Exception.Error.RetrySafety | Should -Be 'SafeAfter'
        $failures[0].TargetObject | Should -Match 'broken'
        "$($failures[0])" | Should -Match 'broken\.job\.json.*3' -Because 'it names the line'
    }

    It 'takes files from the pipeline and from wildcards' {
        (Get-ChildItem "$TestDrive/jobs/*.job.json" -Exclude broken* | Register-JobDefinition -PassThru).Count | Should -Be 2
        (Register-JobDefinition "$TestDrive/jobs/t*.job.json" -PassThru).Name | Should -Be 'two'
    }

    It 'says that a file is missing' {
        $failure = Get-TestError { Register-JobDefinition "$TestDrive/none.job.json" }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.JobFileNotFound,'
        $failure.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'registers a command from parameters, and it runs' {
        Register-JobDefinition -Name hello -Owner o -ExpectedResult e -RollbackNote r -Command echo, 'hello world'
        (Start-Job hello -Wait).Status | Should -Be 'Succeeded'
        (Get-JobRun -JobName hello | Get-JobLog -Stream Output).Text | Should -Be 'hello world'
    }

    It 'registers a script from parameters, and it runs' {
        Set-Content "$TestDrive/hello.ps1" '"from the script"'
        Register-JobDefinition -Name script -Owner o -ExpectedResult e -RollbackNote r -ScriptPath "$TestDrive/hello.ps1"
        (Start-Job script -Wait).Status | Should -Be 'Succeeded'
        (Get-JobRun -JobName script | Get-JobLog).Text | Should -Contain 'from the script'
    }

    It 'refuses a job without <Member>' -ForEach @(
        @{ Member = 'Owner' }, @{ Member = 'ExpectedResult' }, @{ Member = 'RollbackNote' }
    ) {
        $definition = @{ Name = 'nobodys'; Owner = 'o'; ExpectedResult = 'e'; RollbackNote = 'r'; Command = 'true' }
        $definition.Remove($Member)
        $failure = Get-TestError { Register-JobDefinition @definition }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.JobInvalid,'
        $failure.CategoryInfo.Category | Should -Be 'InvalidArgument'
        $failure.Exception.Error.RetrySafety | Should -Be 'SafeAfter'
        $failure.Exception.Error.Actual | Should -Match $Member
        Get-JobDefinition nobody* | Should -BeNullOrEmpty
    }

    It 'changes nothing with -WhatIf' {
        Register-JobDefinition -Name never -Owner o -ExpectedResult e -RollbackNote r -Command true -WhatIf
        Get-JobDefinition never* | Should -BeNullOrEmpty
    }
}
