BeforeAll {
    . $PSScriptRoot/Support.ps1
    $hasTerminal = $IsLinux -and (Get-Command script -CommandType Application -ErrorAction Ignore)
    $location = New-TestLedger
    $go = Join-Path $TestDrive go
    $waits = "while [ ! -e '$go' ]; do sleep 0.05; done"
    Register-TestJob talk -Steps ([ordered]@{ first = 'echo one |undo| echo back'; second = "echo two; $waits" })
    Register-TestJob fail -Steps @{ only = 'echo no; exit 3' }
    Register-TestJob quick -Parameters @{ id = @{ type = 'integer' } }

    function Get-Bar($Started) { @($Started.Shell.Streams.Progress) }
    function Get-Status($Started) { (Get-Bar $Started).StatusDescription }
    # Waits until the bar says something.
    function Wait-Status($Started, [string] $Pattern) {
        Wait-TestCondition -What "the bar '$Pattern'" { @(Get-Status $Started) -match $Pattern }
    }
    # Time goes by in the bar, though nothing is printed.
    function Wait-NextSecond($Started) {
        $shown = @(Get-Status $Started)[-1]
        Wait-TestCondition -What 'the next second' { @(Get-Status $Started)[-1] -ne $shown }
    }
    function Complete-Shell($Started) {
        try {
            if (-not $Started.Call.AsyncWaitHandle.WaitOne(180000)) { throw 'The script did not end within 3 minutes.' }
            $Started.Shell.EndInvoke($Started.Call)
        }
        finally { $Started.Shell.Dispose() }
    }
    # Every bar that was shown was taken away: the last record of each is the one that says so.
    function Assert-TakenAway($Bars) {
        $Bars | Should -Not -BeNullOrEmpty
        foreach ($bar in $Bars | Group-Object ActivityId) { $bar.Group[-1].RecordType | Should -Be 'Completed' }
    }
}

AfterAll { Disconnect-JobLedger }

Describe 'The bar of a run that is executed here' {
    BeforeEach { Remove-Item $go -ErrorAction Ignore }

    It 'says which step of how many, for how long, and the last line; and is taken away' {
        $started = Start-TestShell 'Start-Job talk -Wait'
        Wait-Status $started '^Step 2 of 2: second · 0:\d\d · two$'
        Wait-NextSecond $started
        $null = New-Item $go
        (Complete-Shell $started).Status | Should -Be 'Succeeded'
        $bars = Get-Bar $started
        $bars[0].Activity | Should -Match '^talk \(run \d+\)$'
        $bars[0].StatusDescription | Should -BeExactly 'Step 1 of 2: first · 0:00'
        $bars.Where({ $_.StatusDescription -like 'Step 2*' })[0].PercentComplete | Should -Be 50
        Assert-TakenAway $bars
    }

    It 'moves no more than once a second, however much is printed' {
        Register-TestJob chatty -Steps @{ print = 'seq 1 20000' }
        $started = Start-TestShell 'Start-Job chatty -Wait'
        $seconds = [math]::Ceiling((Complete-Shell $started).Duration.TotalSeconds)
        (Get-Bar $started).Count | Should -BeLessOrEqual (3 + $seconds)
    }

    It 'shows a secret as the log does: masked' {
        $path = Join-Path $TestDrive 'quiet.job.json'
        @{
            name = 'quiet'; owner = 'test team'; expectedResult = 'It works.'; rollbackNote = 'Nothing to undo.'
            parameters = @{ token = @{ secret = $true } }
            steps = @(@{ name = 'say'; command = @('sh', '-c', "echo it is `$TOKEN; $waits"); environment = @{ TOKEN = '${parameters.token}' } })
        } | ConvertTo-Json -Depth 5 | Set-Content -LiteralPath $path
        Register-JobDefinition $path
        $started = Start-TestShell "Start-Job quiet -Parameter @{ token = 'geheim88' } -Wait"
        Wait-Status $started '· it is \*\*\*$'
        $null = New-Item $go
        $null = Complete-Shell $started
        "$(Get-Status $started)" | Should -Not -Match 'geheim88'
    }

    It 'keeps control characters of a program off the screen' {
        Register-TestJob colours -Steps @{ print = "printf '\033[31mred\033[0m\tand\007more\n'; $waits" }
        $started = Start-TestShell 'Start-Job colours -Wait'
        Wait-Status $started '· red and more$'
        $null = New-Item $go
        $null = Complete-Shell $started
    }

    It 'is there for Restart-JobRun -Wait' {
        $null = Start-Job fail -Wait -ErrorAction SilentlyContinue
        $started = Start-TestShell 'Get-JobRun -JobName fail -Last 1 | Restart-JobRun -Wait -ErrorAction SilentlyContinue'
        (Complete-Shell $started).Status | Should -Be 'Failed'
        (Get-Status $started)[0] | Should -BeExactly 'Step 1 of 1: only · 0:00'
        Assert-TakenAway (Get-Bar $started)
    }

    It 'is there for Invoke-Runbook, and moves while the script is busy' {
        $path = New-TestRunbook steps "Invoke-JobStep look { 1 } -ReadOnly`nInvoke-JobStep wait { Write-Warning careful; while (-not (Test-Path '$go')) { [System.Threading.Thread]::Sleep(20) } }"
        $started = Start-TestShell "Invoke-Runbook '$path'"
        Wait-Status $started '^Step 2: wait · 0:\d\d · careful$'
        Wait-NextSecond $started
        $null = New-Item $go
        (Complete-Shell $started).Status | Should -Contain 'Succeeded'
        (Get-Status $started)[0] | Should -BeExactly 'Running steps.ps1 · 0:00'
        Assert-TakenAway (Get-Bar $started)
    }

    It 'is there for Invoke-Rollback' {
        $null = New-Item $go
        $run = Start-Job talk -Wait
        $started = Start-TestShell "Invoke-Rollback $($run.RunId) -Confirm:`$false -ErrorAction SilentlyContinue"
        (Complete-Shell $started).Status | Should -Contain 'Undone'
        (Get-Bar $started)[0].Activity | Should -Match "^talk \(run \d+ undoes $($run.RunId)\)$"
        (Get-Status $started) | Should -Contain 'Step 2 of 2: first · 0:00'
        Assert-TakenAway (Get-Bar $started)
    }

    It 'says why nothing starts' {
        $null = Set-JobQueue parked -NoLimit
        Suspend-JobQueue parked -Reason 'a test'
        $started = Start-TestShell 'Start-Job quick -Queue parked -Wait'
        Wait-Status $started "queue 'parked' is paused by .* \(a test\)"
        Resume-JobQueue parked
        (Complete-Shell $started).Status | Should -Be 'Succeeded'
        Assert-TakenAway (Get-Bar $started)
    }
}

Describe 'The end of a bar' {
    BeforeEach { Remove-Item $go -ErrorAction Ignore }

    It 'comes when a run fails' {
        $started = Start-TestShell 'Start-Job fail -Wait -ErrorAction SilentlyContinue'
        (Complete-Shell $started).Status | Should -Be 'Failed'
        Assert-TakenAway (Get-Bar $started)
    }

    It 'comes with Ctrl+C: <Name>' -ForEach @(
        @{ Name = 'Start-Job -Wait'; Script = { 'Start-Job talk -Wait' }; Bar = '^Step 2' }
        @{ Name = 'Invoke-Runbook'; Script = { "Invoke-Runbook '$(New-TestRunbook stopped 'Invoke-JobStep wait { Start-Sleep 60 }')'" }; Bar = '^Step 1: wait' }
        @{ Name = 'Wait-Job'; Script = { 'Start-Job quick -Queue nobody | Wait-Job' }; Bar = "^Waits for a worker of queue 'nobody'" }
        @{ Name = 'Start-Job with a pipeline'; Script = { '& { 1..1000 | ForEach-Object { @{ id = $_ } }; Start-Sleep 60 } | Start-Job quick' }; Bar = '^Reading what to start' }
    ) {
        $started = Start-TestShell (& $Script)
        try {
            Wait-Status $started $Bar
            $started.Shell.Stop()
            Assert-TakenAway (Get-Bar $started)
        }
        finally { $started.Shell.Dispose() }
    }

    It 'comes when the ledger is lost' {
        $lost = 'sqlite:' + (Join-Path $TestDrive 'lost.db')
        $job = Join-Path $TestDrive 'talk.job.json'
        $env:JOBOPS_LEASE_SECONDS = '3'
        try {
            $started = Start-TestShell "Connect-JobLedger '$lost'; Register-JobDefinition '$job'; Start-Job talk -Wait; Disconnect-JobLedger"
            Wait-Status $started '^Step 2'
            Remove-Item "$TestDrive/lost.db*"
            Wait-TestCondition -What 'the error' { $started.Call.IsCompleted }
            { Complete-Shell $started } | Should -Throw '*ledger*'
            Assert-TakenAway (Get-Bar $started)
        }
        finally {
            $env:JOBOPS_LEASE_SECONDS = $null
            Connect-JobLedger $location
        }
    }
}

Describe 'The bar of Wait-Job' {
    BeforeEach { Remove-Item $go -ErrorAction Ignore }

    It 'says where the run stands that another process executes, for how long, and its last line' {
        $started = Start-TestShell 'Start-Job talk -Queue elsewhere | Wait-Job | Select-Object -ExpandProperty State'
        Wait-Status $started "^Waits for a worker of queue 'elsewhere' · 0:0[1-9]$"
        $worker = Start-TestWorker $location '-Queue elsewhere -UntilEmpty'
        try {
            Wait-Status $started '^Step 2 of 2: second · 0:\d\d · two$'
            Wait-NextSecond $started
            $null = New-Item $go
            Complete-Shell $started | Should -Be 'Completed'
            Assert-TakenAway (Get-Bar $started)
        }
        finally { Wait-TestProcess $worker; $worker.Dispose() }
    }

    It 'leaves the stream of the job with a record for what was done, not for each second' {
        $null = New-Item $go
        $job = Start-Job talk
        $worker = Start-TestWorker $location '-UntilEmpty'
        $null = $job | Wait-Job -Timeout 60
        Wait-TestProcess $worker
        $job.State | Should -Be 'Completed'
        $job.Progress.StatusDescription | Should -Be @($job.Progress.StatusDescription | Select-Object -Unique)
        $job.Progress[-1].RecordType | Should -Be 'Completed'
    }
}

Describe 'The bar of many runs' {
    It 'counts what is read, says how many are recorded, and is taken away' {
        $started = Start-TestShell '(1..1500 | ForEach-Object { @{ id = $_ } } | Start-Job quick).Count'
        Complete-Shell $started | Should -Be 1500
        (Get-Status $started)[0] | Should -Match '^Reading what to start · 0:\d\d · 1,000 so far$'
        "$(Get-Status $started)" | Should -Match 'Recording 1,500 runs · 0:\d\d'
        Assert-TakenAway (Get-Bar $started)
    }

    It 'is taken away when an object is refused' {
        $started = Start-TestShell '& { 1..1000 | ForEach-Object { @{ id = $_ } }; @{ id = "x" } } | Start-Job quick'
        { Complete-Shell $started } | Should -Throw '*Request 1001*'
        Assert-TakenAway (Get-Bar $started)
    }

    It 'is taken away when what comes before fails' {
        $started = Start-TestShell '& { 1..1000 | ForEach-Object { @{ id = $_ } }; throw "no more" } | Start-Job quick'
        { Complete-Shell $started } | Should -Throw '*no more*'
        Assert-TakenAway (Get-Bar $started)
    }

    It 'stays away from a few' {
        $started = Start-TestShell '(1..3 | ForEach-Object { @{ id = $_ } } | Start-Job quick).Count'
        Complete-Shell $started | Should -Be 3
        Get-Bar $started | Should -BeNullOrEmpty
    }
}

Describe 'Where nobody looks' {
    It 'there is no bar: <_>' -ForEach @(
        '$ProgressPreference = "SilentlyContinue"; Start-Job fail -Wait -ErrorAction SilentlyContinue'
        'Start-Job fail -Wait -ErrorAction SilentlyContinue -ProgressAction Ignore'
        '$ProgressPreference = "SilentlyContinue"; Start-Job quick -Queue nobody | Wait-Job -Timeout 1'
    ) {
        $started = Start-TestShell $_
        $null = Complete-Shell $started
        Get-Bar $started | Should -BeNullOrEmpty
    }

    It 'a terminal shows the bar' {
        if (-not $hasTerminal) { Set-ItResult -Skipped -Because 'script, which makes a terminal, is not on this machine' }
        Invoke-TestTerminal -Command 'Start-Job quick -Wait | ForEach-Object Status' -Environment @{ JOBOPS_LEDGER = $location } |
            Should -Match '(?s)quick \(run \d+\).*Step 1 of 1: run.*Succeeded'
    }

    It 'a terminal shows none with <_>' -ForEach '-NonInteractive', '-noni' {
        if (-not $hasTerminal) { Set-ItResult -Skipped -Because 'script, which makes a terminal, is not on this machine' }
        $printed = Invoke-TestTerminal -Switches $_ -Command 'Start-Job quick -Wait | ForEach-Object Status; Start-Job quick -Queue nobody | Wait-Job -Timeout 2' -Environment @{ JOBOPS_LEDGER = $location }
        $printed | Should -Match 'Succeeded'
        $printed | Should -Not -Match 'quick \(run|Step 1|Waits for'
    }

    It 'a file shows none' {
        $answer = Invoke-TestPwsh '(1..1000 | ForEach-Object { @{ id = $_ } } | Start-Job quick).Count; (Start-Job quick -Wait).Status' -Environment @{ JOBOPS_LEDGER = $location }
        $answer.Output -split '\r?\n' | Should -Be '1000', 'Succeeded', ''
        $answer.Errors | Should -BeNullOrEmpty
    }
}
