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

    It 'starts none when a key of them is taken' {
        $null = @{ Parameter = @{ id = 20 }; IdempotencyKey = 'twenty' } | Start-Job resize
        $before = Count
        $failure = Get-TestError { @{ id = 21 }, @{ Parameter = @{ id = 22 }; IdempotencyKey = 'twenty' } | Start-Job resize }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.IdempotencyKeyReused,'
        "$failure" | Should -Match 'twenty'
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
