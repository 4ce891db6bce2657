BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    Register-TestJob site-release -Parameters ([ordered]@{
            version = @{ type = 'integer'; required = $true }
            mode = @{ type = 'string'; allowed = @('fast', 'safe') }
            token = @{ type = 'string'; secret = $true }
        }) -Steps ([ordered]@{ prepare = 'true'; finish = 'true' })
    Register-TestJob site-check
    $null = Start-Job site-release -Parameter @{ version = 1 } -Environment staging -Wait
    $null = Start-Job site-check -Queue images -Environment production

    function Complete([string] $Line) { (TabExpansion2 $Line $Line.Length).CompletionMatches }
}
AfterAll {
    Get-Job | Remove-Job -Force
    Disconnect-JobLedger
}

Describe 'Completion' {
    It 'knows the jobs: <_>' -ForEach @(
        'Start-Job site-c', 'Start-JobRun site-c', 'Get-JobDefinition site-c', 'Unregister-JobDefinition site-c', 'Enable-JobDefinition site-c'
        'Disable-JobDefinition site-c', 'Get-JobRun -JobName site-c', 'Get-ChangeNote -JobName site-c', 'Invoke-Rollback -JobName site-c'
        'Register-JobDefinition -Name site-c'
    ) {
        $match = Complete $_
        $match.CompletionText | Should -Be 'site-check'
        $match.ToolTip | Should -Be 'It works. (test team)'
    }

    It 'knows the jobs by a wildcard, and all of them' {
        (Complete 'Start-Job *check').CompletionText | Should -Be 'site-check'
        (Complete 'Start-Job site-').CompletionText | Should -Be 'site-check', 'site-release'
    }

    It 'knows the runs, and says which they are: <_>' -ForEach @(
        'Get-JobRun ', 'Get-JobStep ', 'Get-JobLog ', 'Stop-JobRun ', 'Restart-JobRun ', 'Invoke-Rollback ', 'Get-ChangeNote ', 'Write-ChangeNote '
    ) {
        $match = Complete $_
        $match.CompletionText | Should -Be '2', '1'
        $match[1].ToolTip | Should -Match '^site-release, Succeeded, (just now|\d+ s ago)$'
    }

    It 'knows the steps of a run: <_>' -ForEach @(
        'Get-JobStep 1 p', 'Get-JobLog 1 p', 'Restart-JobRun 1 -FromStep p', 'Write-ChangeNote 1 -BeforeStep p', 'Write-ChangeNote 1 -AfterStep p'
        'Get-JobStep 2, 1 -StepName p'
    ) {
        $match = Complete $_
        $match.CompletionText | Should -Be 'prepare'
        $match.ToolTip | Should -Be 'step 1 of run 1, Succeeded'
    }

    It 'knows no steps of no run' { Complete 'Restart-JobRun -FromStep ' | Should -BeNullOrEmpty }

    It 'knows the queues: <_>' -ForEach @(
        'Start-Job site-check -Queue im', 'Get-JobRun -Queue im', 'Suspend-JobQueue im', 'Resume-JobQueue im', 'Set-JobQueue im', 'Get-JobQueue im'
        'Start-JobWorker im', 'Register-JobDefinition -Name new -Queue im'
    ) {
        $match = Complete $_
        $match.CompletionText | Should -Be 'images'
        $match.ToolTip | Should -Be 'active: 1 queued, 0 running'
    }

    It 'knows the workers' {
        $worker = Start-TestWorker $location '-Queue nothing'
        try {
            Wait-TestCondition -What 'the worker' { (Complete 'Get-JobWorker ').Count }
            $match = Complete 'Get-JobWorker '
            $match.CompletionText | Should -Be (Get-JobWorker).Worker
            $match.ToolTip | Should -Match '^Alive, started (just now|\d+ s ago), 0 runs in hand$'
            (Complete 'Get-JobRun -Worker ').CompletionText | Should -Be (Get-JobWorker).Worker
        }
        finally { $null = Stop-TestProcess $worker }
    }

    It 'knows the environments that runs had: <_>' -ForEach 'Start-Job site-check -Environment ', 'Invoke-Runbook ./x.ps1 -Environment ' {
        $match = Complete $_
        $match.CompletionText | Should -Be 'production', 'staging'
        $match[1].ToolTip | Should -Match '^site-release, run 1, (just now|\d+ s ago)$'
        (Complete "${_}s").CompletionText | Should -Be 'staging'
    }

    It 'knows the owners: <_>' -ForEach 'Register-JobDefinition -Name new -Owner ', 'Start-Job { 1 } -Owner te', 'Register-JobDefinition -Name new -Owner "te' {
        $match = Complete $_
        $match.CompletionText | Should -Be "'test team'"
        $match.ToolTip | Should -Be 'site-check, site-release'
    }

    It 'knows the values of <Line>' -ForEach @(
        @{ Line = 'Get-JobRun -Status Unk'; Values = 'Unknown' }
        @{ Line = 'Get-JobRun -Status Failed,'; Values = 'Cancelled', 'Failed', 'Queued', 'Running', 'Scheduled', 'Succeeded', 'Unknown' }
        @{ Line = 'Get-JobRun -Status Failed, Sch'; Values = 'Scheduled' }
        @{ Line = 'Get-JobWorker -Status '; Values = 'Alive', 'Draining', 'Lost' }
        @{ Line = 'Get-JobLog 1 -Stream War'; Values = 'Warning' }
        @{ Line = 'Restart-JobRun 1 -InterruptedStep '; Values = 'Accept', 'Repeat' }
        @{ Line = 'Register-JobDefinition -Name new -Overlap S'; Values = 'Skip', 'StopExisting' }
        @{ Line = 'Get-Job -State Fai'; Values = 'Failed' }
    ) { (Complete $Line).CompletionText | Should -Be $Values }

    It 'knows the jobs of the session: <_>' -ForEach 'Wait-Job -Name si', 'Receive-Job -Name si', 'Stop-Job -Name si', 'Remove-Job -Name si' {
        (Complete $_).CompletionText | Select-Object -Unique | Should -Be 'site-check'
    }

    It 'knows the parameters of Start-Job by the form of the call' {
        (Complete 'Start-Job site-check -Pri').CompletionText | Should -Be '-Priority'
        Complete 'Start-Job -ScriptBlock { 1 } -Pri' | Should -BeNullOrEmpty
    }
}

Describe 'Completion of -Parameter' {
    It 'writes the parameters of the chosen job: the required ones, or all of them' {
        $match = Complete 'Start-Job site-release -Parameter '
        $match[0].CompletionText | Should -Be '@{ version = 0 }'
        $match[1].CompletionText | Should -Be "@{ version = 0; mode = 'fast'; token = (Read-Host -AsSecureString) }"
        $match[1].ToolTip | Should -Match 'version: a whole number, required'
    }

    It 'writes nothing for a job that takes none, or that nobody knows' {
        Complete 'Start-Job site-check -Parameter ' | Should -BeNullOrEmpty
        Complete 'Start-Job nobody-knows-it -Parameter ' | Should -BeNullOrEmpty
    }

    It 'writes the secrets that have to be given again: <_>' -ForEach @(
        'Restart-JobRun 1 -Parameter ', 'Invoke-Rollback 1 -Parameter ', 'Invoke-Rollback -JobName site-release -Parameter '
    ) { (Complete $_).CompletionText | Should -Be '@{ token = (Read-Host -AsSecureString) }' }

    It 'writes the parameters of a script, which nobody has registered' {
        $path = New-TestRunbook publish 'param([Parameter(Mandatory)] [int] $Version, [ValidateSet("fast", "safe")] [string] $Mode, [securestring] $Token)'
        Push-Location (Split-Path $path)
        try { $match = Complete 'Invoke-Runbook ./publish.ps1 -Parameter ' }
        finally { Pop-Location }
        $match.CompletionText | Should -Be '@{ Version = 0 }', "@{ Version = 0; Mode = 'fast'; Token = (Read-Host -AsSecureString) }"
    }

    It 'is silent about a script that is not there, or is no runbook' {
        $Error.Clear()
        Set-Content "$TestDrive/plain.ps1" 'param($Size) "no notes"'
        Complete "Invoke-Runbook '$TestDrive/plain.ps1' -Parameter " | Should -BeNullOrEmpty
        Complete "Invoke-Runbook '$TestDrive/gone.ps1' -Parameter " | Should -BeNullOrEmpty
        Complete 'Invoke-Runbook nodrive:/gone.ps1 -Parameter ' | Should -BeNullOrEmpty
        $Error | Should -BeNullOrEmpty
    }
}

Describe 'Completion in trouble' {
    BeforeAll {
        function New-OldLedger {
            $location = New-TestLedger
            Register-TestJob job
            $null = @{}, @{} | Start-Job job
            Disconnect-JobLedger
            $location
        }
        $written, $locked = (New-OldLedger), (New-OldLedger)
        Set-Content "$TestDrive/broken.db" ('This is no database. ' * 1000)
        $server = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
        $server.Start()
        $locks = (Open-TestSql $written 'BEGIN IMMEDIATE'), (Open-TestSql $locked 'PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE')
        $ledgers = [ordered]@{
            none = "sqlite:$TestDrive/none.db"; nonsense = 'nonsense'; broken = "sqlite:$TestDrive/broken.db"; written = $written; locked = $locked
            closed = 'sqlserver:Server=tcp:127.0.0.1,1;Database=x;Connect Timeout=30;Encrypt=false'
            mute = "sqlserver:Server=tcp:127.0.0.1,$($server.LocalEndpoint.Port);Database=x;Connect Timeout=30;Encrypt=false"
        }
        # For each ledger what is offered, what is said, and whether it takes longer than two seconds and what a busy
        # machine adds.
        $answers = (Invoke-TestPwsh -Environment @{ LEDGERS = $ledgers | ConvertTo-Json -Compress } -Command @'
$env:JOBOPS_LEDGER = ($env:LEDGERS | ConvertFrom-Json).written
$null = Get-JobRun  # The first call loads the engine, which takes its time on a busy machine.
foreach ($ledger in ($env:LEDGERS | ConvertFrom-Json).PSObject.Properties) {
    $env:JOBOPS_LEDGER = $ledger.Value
    $Error.Clear()
    $clock = [System.Diagnostics.Stopwatch]::StartNew()
    $line = 'Get-JobStep -RunId '
    $offers = (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText
    "$($ledger.Name): offers '$offers', errors $($Error.Count), late $($clock.Elapsed.TotalSeconds -gt 5)"
}
'@).Output -split '\r?\n'
    }

    AfterAll {
        $locks.Dispose()
        $server.Stop()
    }

    It 'is silent where there is no ledger, and makes none' {
        $answers | Should -Contain "none: offers '', errors 0, late False"
        "$TestDrive/none.db" | Should -Not -Exist
    }

    It 'is silent where <What>' -ForEach @(
        @{ Ledger = 'nonsense'; What = 'no ledger has such a name' }
        @{ Ledger = 'broken'; What = 'the file is no ledger' }
        @{ Ledger = 'locked'; What = 'another program lets nobody read' }
        @{ Ledger = 'closed'; What = 'no server listens' }
        @{ Ledger = 'mute'; What = 'the server does not answer' }
    ) { $answers | Should -Contain "${Ledger}: offers '', errors 0, late False" }

    It 'works while another program writes' { $answers | Should -Contain "written: offers '2 1', errors 0, late False" }
}
