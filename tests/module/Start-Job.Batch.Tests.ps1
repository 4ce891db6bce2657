BeforeAll { . $PSScriptRoot/Support.ps1 }
AfterAll { Disconnect-JobLedger }

Describe 'Start-Job with many runs' {
    BeforeAll {
        $null = New-TestLedger
        Register-TestJob resize -Parameters ([ordered]@{
                id = @{ type = 'integer'; required = $true; maximum = 1000000 }
                width = @{ type = 'integer'; default = 100 }
                fullName = @{ type = 'string' }
            })
        Register-TestJob plain
        Register-TestJob plan
        function Count { (Get-JobRun -Last 1000000).Count }
        function Ids($Runs) { $Runs | ForEach-Object { $_.Parameters['id'] } }
    }

    It 'starts ten thousand runs in one call, in their order, within seconds' {
        $watch = [System.Diagnostics.Stopwatch]::StartNew()
        $runs = 1..10000 | ForEach-Object { @{ id = $_ } } | Start-Job resize -Queue bulk -Priority -10
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 20
        $runs.Count | Should -Be 10000
        Compare-Object (Ids $runs) (1..10000) -SyncWindow 0 | Should -BeNullOrEmpty
        ($runs.RunId | Select-Object -Unique).Count | Should -Be 10000
        (Get-JobQueue bulk).Queued | Should -Be 10000
        $runs[9999].Priority | Should -Be -10
    }

    It 'takes rows: each cell is a parameter' {
        $runs = "id,width`n1,10`n2,20" | ConvertFrom-Csv | Start-Job resize
        Ids $runs | Should -Be 1, 2
        $runs[1].Parameters['width'] | Should -Be 20
    }

    It 'takes what the objects have in common from -Parameter; their own goes before' {
        $runs = @{ id = 1 }, @{ id = 2; width = 5 } | Start-Job resize -Parameter @{ width = 70 }
        $runs.ForEach({ $_.Parameters['width'] }) | Should -Be 70, 5
    }

    It 'takes of other objects the properties that have the name of a parameter' {
        $file = New-Item -ItemType File "$TestDrive/picture.png"
        (Get-Item $file | Start-Job resize -Parameter @{ id = 3 }).Parameters['fullName'] | Should -Be $file.FullName
    }

    It 'takes whole requests: what stands beside Parameter is the run''s own' {
        $runs = '[{ "Parameter": { "id": 4 }, "IdempotencyKey": "four", "Priority": 9, "Delay": "5m", "Queue": "slow" },
                  { "Parameter": { "id": 5 } }]' | ConvertFrom-Json | Start-Job resize -Queue fast -Environment staging
        $runs[0].IdempotencyKey, $runs[0].Priority, $runs[0].Queue, $runs[0].Status | Should -Be 'four', 9, 'slow', 'Scheduled'
        $runs[1].IdempotencyKey, $runs[1].Priority, $runs[1].Queue, $runs[1].Status | Should -Be $null, 0, 'fast', 'Queued'
        $runs.Environment | Should -Be 'staging', 'staging'
    }

    It 'takes parameters that are called like options, as long as nothing is called Parameter' {
        Register-TestJob tagged -Parameters @{ queue = @{ type = 'string' }; priority = @{ type = 'string' } }
        $run = [pscustomobject]@{ queue = 'of people'; priority = 'high' } | Start-Job tagged
        $run.Queue, $run.Parameters['queue'], $run.Parameters['priority'] | Should -Be 'default', 'of people', 'high'
    }

    It 'brings stored runs back among new ones' {
        $first = @{ Parameter = @{ id = 6 }; IdempotencyKey = 'six' } | Start-Job resize
        $runs = @{ Parameter = @{ id = 6 }; IdempotencyKey = 'six' }, @{ Parameter = @{ id = 7 }; IdempotencyKey = 'seven' } | Start-Job resize
        $runs[0].RunId | Should -Be $first.RunId
        $runs.Replayed | Should -Be $true, $false
    }

    It 'takes several jobs from the pipeline' {
        (Get-JobDefinition pla* | Start-Job).JobName | Should -Be 'plain', 'plan'
    }

    It 'takes of a definition only the name, although its properties are called like parameters' {
        Register-TestJob versioned -Parameters @{ version = @{ type = 'integer' } }
        (Get-JobDefinition versioned | Start-Job).Parameters.Count | Should -Be 0
    }

    It 'takes the job from the row, and the rest as its parameters' {
        $runs = "JobName,id`nresize,8`nresize,9" | ConvertFrom-Csv | Start-Job
        $runs.JobName | Should -Be 'resize', 'resize'
        Ids $runs | Should -Be 8, 9
    }

    It 'starts none when <Name>, and says which object it is' -ForEach @(
        @{ Name = 'a value is wrong'; Items = @{ id = 1 }, @{ id = 'two' }, @{ id = 3 }; Wrong = 1; Id = 'ParameterInvalid'; Says = 'Request 2 of 3.*none was started' }
        @{ Name = 'a column is unknown'; Items = [pscustomobject]@{ id = 1 }, [pscustomobject]@{ id = 2; wdith = 3 }; Wrong = 1; Id = 'ParameterUnknown'; Says = 'Request 2 of 2' }
        @{ Name = 'a value is missing'; Items = @{ width = 1 }, @{ id = 2 }; Wrong = 0; Id = 'ParameterMissing'; Says = 'Request 1 of 2' }
        @{ Name = 'an object is no set of parameters'; Items = @{ id = 1 }, 'two'; Wrong = 1; Id = 'PipedRequestInvalid'; Says = "(?s)Request 2, so none.*'two'" }
        @{ Name = 'an option is unknown'; Items = @{ id = 1 }, @{ Parameter = @{ id = 2 }; Prioity = 5 }; Wrong = 1; Id = 'PipedRequestInvalid'; Says = '(?s)Request 2.*Prioity' }
        @{ Name = 'an option has no sense'; Items = @{ id = 1 }, @{ Parameter = @{ id = 2 }; Priority = 'high' }; Wrong = 1; Id = 'PipedRequestInvalid'; Says = "(?s)Request 2.*Priority = 'high'" }
        @{ Name = 'a priority is out of range'; Items = @{ id = 1 }, @{ Parameter = @{ id = 2 }; Priority = 5000 }; Wrong = 1; Id = 'PriorityInvalid'; Says = 'Request 2 of 2' }
    ) {
        $before = Count
        $failure = Get-TestError { $Items | Start-Job resize }
        ($failure.FullyQualifiedErrorId -split ',')[0] | Should -Be "JobOps.$Id"
        "$failure" | Should -Match $Says
        $failure.TargetObject | Should -Be $Items[$Wrong]
        $failure.Exception.Error.RetrySafety | Should -Be 'SafeAfter'
        Count | Should -Be $before
    }

    It 'starts none when a key of them is taken' {
        $null = @{ Parameter = @{ id = 20 }; IdempotencyKey = 'twenty' } | Start-Job resize
        $before = Count
        $failure = Get-TestError { @{ id = 21 }, @{ Parameter = @{ id = 22 }; IdempotencyKey = 'twenty' } | Start-Job resize }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.IdempotencyKeyReused,'
        "$failure" | Should -Match 'twenty'
        Count | Should -Be $before
    }

    It 'asks once, and starts none with -WhatIf' {
        $before = Count
        $answer = Invoke-TestPwsh "1..3 | ForEach-Object { @{ id = `$_ } } | Start-Job resize -WhatIf" -Environment @{ JOBOPS_LEDGER = (Get-JobLedger).Location }
        @($answer.Output.Trim() -split '\n').Count | Should -Be 1
        $answer.Output | Should -Match "3 runs of job 'resize'"
        Count | Should -Be $before
    }

    It 'starts none when the pipeline is empty' {
        @() | Start-Job resize | Should -BeNullOrEmpty
    }

    It 'executes all of them with -Wait, in their order' {
        $runs = 31..33 | ForEach-Object { @{ id = $_ } } | Start-Job resize -Wait
        $runs.Status | Should -Be 'Succeeded', 'Succeeded', 'Succeeded'
        Ids $runs | Should -Be 31, 32, 33
        ($runs.StartedAt | Sort-Object) | Should -Be $runs.StartedAt
    }

    It 'hands secrets to each of them with -Wait, and stores none' {
        Register-TestJob quiet -Parameters @{ token = @{ type = 'string'; secret = $true; required = $true } }
        $runs = @{ token = 'geheim1' }, @{ token = 'geheim2' } | Start-Job quiet -Wait
        $runs.Status | Should -Be 'Succeeded', 'Succeeded'
        $runs.ForEach({ $_.Parameters.Count }) | Should -Be 0, 0
        (Get-TestError { @{ token = 'a' }, @{ token = 'b' } | Start-Job quiet }).FullyQualifiedErrorId | Should -Match '^JobOps\.SecretNeedsWait,'
    }
}
