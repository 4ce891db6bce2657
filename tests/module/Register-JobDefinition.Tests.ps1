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

    It 'takes a name with brackets as it is from -LiteralPath and from the pipeline' {
        $folder = New-Item -ItemType Directory "$TestDrive/we[1]ird"
        ($good + @{ description = 'odd' }) | ConvertTo-Json | Set-Content -LiteralPath "$folder/a*[2].job.json"
        (Register-JobDefinition -LiteralPath "$folder/a*[2].job.json" -PassThru).Description | Should -Be 'odd'
        (Get-Item -LiteralPath "$folder/a*[2].job.json" | Register-JobDefinition -PassThru).Name | Should -Be 'good'
        (Get-ChildItem -LiteralPath "$folder" | Register-JobDefinition -PassThru).Name | Should -Be 'good'
        (Get-Item -LiteralPath "$folder" | Register-JobDefinition -PassThru).Name | Should -Be 'good'
        (Register-JobDefinition ([wildcardpattern]::Escape("$folder/a*[2].job.json")) -PassThru).Name | Should -Be 'good'
    }

    It 'says that a pattern matches nothing: <_>' -ForEach 'we[1]ird/a.job.json', 'none*.job.json', 'no-folder/*.job.json' {
        $failure = Get-TestError { Register-JobDefinition "$TestDrive/$_" }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.JobFileNotFound,'
        $failure.Exception.Error.Actual | Should -Match 'a pattern that matches nothing; -LiteralPath'
        $failure.ErrorDetails.RecommendedAction | Should -Match '^Register-JobDefinition -LiteralPath '
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

    It 'takes how the job is queued, limited and tried again' {
        $all = @{
            Queue = 'nightly'; Priority = 5; Overlap = 'Skip'; StartWithin = '10m'; Attempts = 4; RetryDelay = '2s'; Timeout = '1h'
        }
        $job = Register-JobDefinition -Name policed -Owner o -ExpectedResult e -RollbackNote r -Command true @all -PassThru
        $job.Queue, $job.Priority, $job.Overlap, $job.RunLimit | Should -Be 'nightly', 5, 'Skip', 1
        $job.StartWithin, $job.Timeout | Should -Be ([timespan]'00:10:00'), ([timespan]'01:00:00')
        $job.Retry.Attempts, $job.Retry.Delay | Should -Be 4, ([timespan]'00:00:02')
        $run = Start-Job policed
        $run.Queue, $run.Priority | Should -Be 'nightly', 5
        $job | Format-List | Out-String | Should -Match '(?s)queue nightly.*priority 5.*overlap Skip.*4 attempts'
        (Register-JobDefinition -Name limited -Owner o -ExpectedResult e -RollbackNote r -Command true -Concurrency 2 -PassThru).Concurrency | Should -Be 2
    }
}

Describe 'Register-JobDefinition with approval, then, after and keep' {
    BeforeAll {
        $null = New-TestLedger
        function Register-Following([string] $Name, [hashtable] $Members) { Register-TestJob $Name -Policies $Members }
    }

    It 'keeps them, and shows them' {
        Register-Following first @{
            approval = @{ from = @('release-managers', 'anna'); within = '2d'; rollback = $true }
            then = @{ succeeded = @('second'); always = @(@{ job = 'third'; environment = 'staging' }) }
            keep = @{ days = 90; last = 20 }
        }
        Register-Following fourth @{ after = @('second', 'third') }
        $job = Get-JobDefinition first
        $job.Approval.From | Should -Be 'release-managers', 'anna'
        $job.Approval.Within | Should -Be ([timespan]'2.00:00:00')
        $job.Then.Succeeded[0].JobName, $job.Then.Always[0].Environment | Should -Be 'second', 'staging'
        (Get-JobDefinition fourth).After | Should -Be 'second', 'third'
        $list = $job | Format-List | Out-String
        $list | Should -Match 'Approval +: by release-managers or anna within 2 d, of rollbacks, too'
        $list | Should -Match '(?s)succeeded: second.*always: third'
    }

    It 'makes no new version where nothing is another way' {
        (Register-JobDefinition "$TestDrive/first.job.json" -PassThru).Unchanged | Should -BeTrue
    }

    It 'refuses a job that would follow itself' {
        Register-Following second @{ then = @{ succeeded = @('fifth') } }
        $failure = Get-TestError { Register-Following fifth @{ then = @{ failed = @('first') } } }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps.JobCycle'
        $failure.Exception.Error.Actual | Should -Be 'fifth → first → second → fifth'
        Get-JobDefinition fifth* | Should -BeNullOrEmpty
    }

    It 'names what is wrong with them: <Wrong>' -ForEach @(
        @{ Wrong = 'within'; Members = @{ approval = @{ within = '91d' } } }
        @{ Wrong = 'approval.from'; Members = @{ approval = @{ from = @(' anna') } } }
        @{ Wrong = 'another job'; Members = @{ then = @{ always = @('WRONG') } } }
        @{ Wrong = 'each job once'; Members = @{ after = @('first', 'FIRST') } }
        @{ Wrong = 'found an empty list'; Members = @{ after = @() } }
        @{ Wrong = 'keep'; Members = @{ keep = @{} } }
        @{ Wrong = 'keep.days'; Members = @{ keep = @{ days = 0 } } }
        @{ Wrong = 'placeholder'; Members = @{ then = @{ always = @(@{ job = 'first'; parameters = @{ x = '${parameters.nosuch}' } }) } } }
    ) {
        $failure = Get-TestError { Register-Following wrong $Members }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps.JobFileInvalid'
        $failure.Exception.Error.Actual | Should -Match $Wrong
    }
}
