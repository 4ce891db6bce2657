# The table of docs/exit-codes.md, as PowerShell keeps it; tests/JobOps.Agent.Tests/ExitCodeTableTests.cs holds jobops to the same
# numbers. A line takes a moment in this session, where the cmdlet sets $LASTEXITCODE or the error has the number; a few lines show
# with a process what a scheduler sees of it.

BeforeDiscovery {
    $rows = Get-Content "$PSScriptRoot/../../docs/exit-codes.md" |
        Where-Object { $_ -match '^\| (?<Way>[^|`]+) \| `(?<Cmdlet>[^`]+)` \| (?:`[^`]+`|–) \| (?<Code>\d+) \|$' } |
        ForEach-Object { @{ Way = $Matches.Way; Cmdlet = $Matches.Cmdlet; Code = [int]$Matches.Code } }
    # The first line of each cmdlet has parameters that are right; some need no ledger, or something else first.
    $without = 'Connect-JobLedger', 'Initialize-JobLedger', 'Invoke-JobStep', 'Install-JobWorker', 'Uninstall-JobWorker',
        'New-Backup', 'Get-Backup', 'Test-Backup', 'Restore-Backup', 'Get-Checklist', 'Import-JobSchedule'
    $first = $rows | Group-Object { $_.Cmdlet.Split(' ')[0] } | Where-Object Name -NotIn $without |
        ForEach-Object { $_.Group[0] }
    $ofProcess = @(
        @{ Cmdlet = 'Start-Job fails -Wait'; Code = 1 }
        @{ Cmdlet = 'Start-Job fails -Wait -ErrorAction Stop'; Code = 1 }
        @{ Cmdlet = 'Start-Job nosuch -Wait; "and goes on"'; Code = 65 }
        @{ Cmdlet = 'Test-JobLedger ./nosuch.json'; Code = 65 }
        @{ Cmdlet = 'Get-JobRun 999'; Code = 1 }
        @{ Cmdlet = 'Invoke-Rollback 1'; Code = 64; Why = 'nobody can be asked' }
    )
}

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    Push-Location $TestDrive

    # As the page describes it.
    function New-ExitCodeLedger {
        $location = New-TestLedger
        $null = Register-TestJob fails @{ run = 'exit 3' }
        $null = Register-TestJob ok @{ run = 'true' }
        $null = Register-TestJob off @{ run = 'true' }
        $null = Register-TestJob skips @{ run = 'true' } -Policies @{ overlap = 'skip' }
        $null = Register-TestJob slow @{ run = 'sleep 600' } -Policies @{ timeout = '500ms' }
        $null = Register-TestJob missing @{ run = 'true' } -Policies @{ steps = @(@{ name = 'run'; command = @('./nosuch-program') }) }
        $null = Register-TestJob takes @{ run = 'true' } -Parameters @{ count = @{ type = 'integer'; default = 1 } }
        $null = Register-TestJob reverts @{ run = 'true |undo| true' }
        $null = Register-TestJob stopped @{ run = 'touch stopping; sleep 600' }
        $null = Register-TestJob placed -Policies @{ environments = @('production'); steps = @(@{
                    name = 'run'; command = @('true'); environment = @{ DB = '${environment.secrets.db}' }
                }) }
        $null = Register-TestJob rehearsed @{ run = 'touch made |undo| rm -f made' } -Policies @{ probes = @{ made = @{ path = 'made' } } }
        $null = Register-TestJob idle @{ run = 'true' } -Policies @{
            probes = @{ made = @{ path = 'made' } }; requireRehearsal = @{ environment = 'test'; maxAge = '1d' }
        }
        $null = Register-TestJob awaits -Policies @{ approval = @{ within = '4h' } }
        # Quiet for a minute, and then anything but that: the changes are applied below.
        $earlier = [DateTimeOffset]::UtcNow.AddSeconds(-50).ToString('o')
        Set-Content ./quiet.log "$earlier all is well"
        Set-Content ./loud.log (@("$earlier all is well") + @("$([DateTimeOffset]::UtcNow.AddMinutes(1).ToString('o')) error: no answer") * 20)
        New-TestChecklist ./good.checklist.json '{ "name": "there", "title": "t", "command": { "run": ["true"] } }'
        New-TestChecklist ./bad.checklist.json '{ "name": "there", "title": "t", "command": { "run": ["false"] } }'
        Set-JobEnvironment test @{ url = 'x' }
        Set-JobEnvironment production -Secret @{ db = 'env:JOBOPS_TEST_NOT_SET' }
        $null = New-TestRunbook book '"done"'
        $null = New-TestRunbook throws 'throw "no"'
        Set-Content -LiteralPath ./bare.ps1 '"no notes"'
        Set-Content -LiteralPath ./wrong.job.json '{ "name": "wrong" }'
        Disable-JobDefinition off
        $null = Start-Job fails -Wait -ErrorAction Ignore
        $null = Start-Job skips
        $null = Start-Job takes -Wait -IdempotencyKey k
        $null = Start-Job reverts -Wait -IdempotencyKey undone
        $null = Invoke-Rollback 4 -Confirm:$false
        $null = Start-Job awaits
        $null = New-MeasuredChange (Get-TestTime 100 4) (Get-TestTime 100 4)
        $null = New-MeasuredChange -After (Get-TestTime 150)
        $null = New-MeasuredChange
        $null = Open-TestChange
        $null = Export-JobLedger ./exported
        # Another worker has it, and goes on with it for an hour.
        Invoke-TestSql $location "UPDATE Run SET Status = 'Running', Attempt = 1, LeaseToken = 1, LeaseExpiresAt = $([DateTimeOffset]::UtcNow.AddHours(1).ToUnixTimeMilliseconds()), Worker = 'elsewhere/1/ab' WHERE RunId = 2"
        $location
    }

    # What a script that ends here would end with, or where that is for the script to say, the number that the error has.
    function Get-ExitCode([string] $Cmdlet) {
        $global:LASTEXITCODE = 0
        $failure = Get-TestError ([scriptblock]::Create("$Cmdlet 3>&1 6>&1"))
        if ($LASTEXITCODE -ne 0 -or -not $failure) { return $LASTEXITCODE }
        $failure.Exception.Error.ExitCode
    }

    # Stops the run of a job as soon as its step has begun, from another process.
    function Start-StoppingProcess([string] $Location) {
        Start-TestPwsh "while (-not (Test-Path '$TestDrive/stopping')) { Start-Sleep -Milliseconds 50 }; Get-JobRun -JobName stopped -Status Running | Stop-JobRun" -Environment @{ JOBOPS_LEDGER = $Location }
    }

    $location = New-ExitCodeLedger
}

AfterAll { Pop-Location }

Describe 'The exit code in PowerShell' {
    It 'of <Way> is <Code>: <Cmdlet>' -ForEach $rows {
        $helper = if ($Cmdlet -match 'stopped') { Start-StoppingProcess $location }
        if ($Way -match 'was changed') { Invoke-TestSql $location "UPDATE Journal SET Actor = 'nobody' WHERE RunId = 1" }
        # A line may have connected another ledger, or have failed to: nothing runs after that.
        Connect-JobLedger $location
        try { Get-ExitCode $Cmdlet | Should -Be $Code }
        finally { if ($helper) { Wait-TestProcess $helper } }
    }
}

Describe 'The exit code where the ledger cannot be opened' {
    BeforeAll {
        Disconnect-JobLedger
        $before = $env:JOBOPS_LEDGER
        $env:JOBOPS_LEDGER = 'sqlite:/dev/null/l.db'
    }
    AfterAll { $env:JOBOPS_LEDGER = $before }

    It 'is 69: <Cmdlet>' -ForEach $first { Get-ExitCode $Cmdlet | Should -Be 69 }
}

Describe 'The table of exit codes' {
    It 'has a line for each cmdlet' {
        $named = Get-Content "$PSScriptRoot/../../docs/exit-codes.md" | Select-String '^\| [^|`]+ \| `(\S+?)[ `]' | ForEach-Object { $_.Matches[0].Groups[1].Value }
        $cmdlets = (Get-Command -Module JobOps -CommandType Cmdlet).Name
        # They fail in no way of their own: the page says so.
        $cmdlets | Where-Object { $_ -notin $named + 'Wait-Job', 'Disconnect-JobLedger' } | Should -BeNullOrEmpty
    }
}

Describe 'The exit code of a process' {
    It 'is <Code>: <Cmdlet>' -ForEach $ofProcess {
        $ended = Invoke-TestPwsh "Set-Location '$TestDrive'; $Cmdlet" -Environment @{ JOBOPS_LEDGER = $location }

        $ended.ExitCode | Should -Be $Code -Because "$Why $($ended.Output) $($ended.Errors)"
    }
}

Describe 'A test that expects a failing run' {
    It 'decides the exit code itself' {
        $path = Join-Path $TestDrive 'Expects.Tests.ps1'
        Set-Content -LiteralPath $path "Describe x { It y { `$null = Start-Job fails -Wait -ErrorAction Ignore; (Get-JobRun -Last 1).Status | Should -Be Failed } }"
        $pester = (Get-Module Pester).Path
        $ended = Invoke-TestPwsh "Import-Module '$pester'; Invoke-Pester '$path' -Output None" -Environment @{ JOBOPS_LEDGER = $location }

        $ended.ExitCode | Should -Be 0 -Because "$($ended.Output) $($ended.Errors)"
    }
}
