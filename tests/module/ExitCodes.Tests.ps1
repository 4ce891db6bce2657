# Each way of failing, in each front: as a scheduler sees it, by the exit code of the process. docs/exit-codes.md says what they
# mean. A line is a cmdlet, the command of jobops that does the same, and the code of both. A script that ends by itself ends with
# the code that the cmdlet has set: a few lines show it with a process, the others ask $LASTEXITCODE, which takes a moment and not
# seconds.

BeforeDiscovery {
    $cases = @(
        @{ Way = 'a run that fails'; Process = $true; Cmdlet = 'Start-Job fails -Wait'; Shell = 'start fails'; Code = 1 }
        @{ Way = 'a run that fails, where errors stop'; Process = $true; Cmdlet = 'Start-Job fails -Wait -ErrorAction Stop'; Code = 1 }
        @{ Way = 'a run that fails, where errors are ignored'; Cmdlet = 'Start-Job fails -Wait -ErrorAction Ignore'; Code = 1 }
        @{ Way = 'an unknown job'; Cmdlet = 'Start-Job nosuch -Wait'; Shell = 'start nosuch'; Code = 65 }
        @{ Way = 'an unknown parameter'; Cmdlet = 'Start-Job ok -Wait -Parameter @{ x = 1 }'; Shell = 'start ok --parameter x=1'; Code = 65 }
        @{ Way = 'a disabled job'; Cmdlet = 'Start-Job off -Wait'; Shell = 'start off'; Code = 77 }
        @{ Way = 'a job that skips beside itself'; Cmdlet = 'Start-Job skips -Wait'; Shell = 'start skips'; Code = 75 }
        @{ Way = 'a time limit'; Cmdlet = 'Start-Job slow -Wait'; Shell = 'start slow'; Code = 124 }
        @{ Way = 'a command that is missing'; Cmdlet = 'Start-Job missing -Wait'; Shell = 'start missing'; Code = 78 }
        @{ Way = 'the restart of an unknown run'; Cmdlet = 'Restart-JobRun 999 -Wait'; Shell = 'restart 999'; Code = 65 }
        @{ Way = 'the restart of a run that fails again'; Cmdlet = 'Restart-JobRun 1 -Wait'; Shell = 'restart 1'; Code = 1 }
        @{ Way = 'the rollback of an unknown run'; Process = $true; Cmdlet = 'Invoke-Rollback 999 -Confirm:$false'; Shell = 'rollback 999'; Code = 65 }
        @{ Way = 'the rollback of an unknown job'; Cmdlet = 'Invoke-Rollback -JobName nosuch -Confirm:$false'; Code = 65 }
        @{ Way = 'a rollback that cannot undo'; Cmdlet = 'Invoke-Rollback 1 -Confirm:$false'; Shell = 'rollback 1'; Code = 1 }
        @{ Way = 'a rollback where nobody can be asked'; Process = $true; Cmdlet = 'Invoke-Rollback 1'; Code = 64 }
        @{ Way = 'a runbook that is not there'; Cmdlet = "Invoke-Runbook ./nosuch.ps1"; Code = 65 }
        @{ Way = 'a journal that was changed'; Process = $true; Cmdlet = 'Test-JobLedger'; Shell = 'verify'; Code = 2; Sql = "UPDATE Journal SET Actor = 'nobody' WHERE RunId = 1" }
        @{ Way = 'a digest that is none'; Cmdlet = 'Test-JobLedger ./nosuch.json'; Shell = 'verify --digest ./nosuch.json'; Code = 65 }
        @{ Way = 'a ledger that cannot be opened'; Process = $true; Cmdlet = 'Start-Job ok -Wait'; Shell = 'start ok'; Code = 78; Ledger = 'sqlite:/nosuch/folder/l.db' }
        @{ Way = 'a run that succeeds'; Cmdlet = 'Start-Job ok -Wait'; Shell = 'start ok'; Code = 0 }
    )
    $inSession = $cases.Where({ -not $_.Process })
    $atEnd = $cases.Where({ $_.Process })
    $ofShell = $cases.Where({ $_.Shell })
}

BeforeAll {
    . "$PSScriptRoot/Support.ps1"
    $program = Join-Path $PSScriptRoot '../../artifacts/jobops/jobops'
    Push-Location $TestDrive

    function New-ExitCodeLedger([string] $Sql) {
        $location = New-TestLedger
        $null = Register-TestJob fails @{ run = 'exit 3' }
        $null = Register-TestJob ok @{ run = 'true' }
        $null = Register-TestJob off @{ run = 'true' }
        $null = Register-TestJob missing @{ run = 'true' } -Policies @{ steps = @(@{ name = 'run'; command = @('./nosuch-program') }) }
        $null = Register-TestJob slow @{ run = 'sleep 600' } -Policies @{ timeout = '500ms' }
        $null = Register-TestJob skips @{ run = 'true' } -Policies @{ overlap = 'skip' }
        $null = Start-Job fails -Wait -ErrorAction Ignore
        $null = Disable-JobDefinition off -Confirm:$false
        # Another worker has a run of it, and goes on with it for an hour.
        $null = Start-Job skips
        Invoke-TestSql $location "UPDATE Run SET Status = 'Running', Attempt = 1, LeaseToken = 1, LeaseExpiresAt = $([DateTimeOffset]::UtcNow.AddHours(1).ToUnixTimeMilliseconds()), Worker = 'elsewhere/1/ab' WHERE RunId = 2"
        if ($Sql) { Invoke-TestSql $location $Sql }
        $location
    }

    function Invoke-Program([string] $Arguments, [string] $Location) {
        $start = [System.Diagnostics.ProcessStartInfo]::new($program)
        $Arguments.Split(' ') | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $start.WorkingDirectory = $TestDrive
        Set-TestEnvironment $start @{ JOBOPS_LEDGER = $Location }
        $process = [System.Diagnostics.Process]::Start($start)
        $process.StandardInput.Close()
        $errors = $process.StandardError.ReadToEndAsync()
        $output = $process.StandardOutput.ReadToEndAsync()
        Wait-TestProcess $process
        [pscustomobject]@{ ExitCode = $process.ExitCode; Output = (Receive-TestText $output) + (Receive-TestText $errors) }
    }
}

AfterAll { Pop-Location }

Describe 'The exit code of <Way>, in the session' -ForEach $inSession {
    It 'is <Code> for <Cmdlet>' {
        Connect-JobLedger (New-ExitCodeLedger $Sql)
        $global:LASTEXITCODE = 0
        try { $null = Invoke-Expression $Cmdlet 2>&1 3>&1 6>&1 } catch { }

        $LASTEXITCODE | Should -Be $Code
    }
}

Describe 'The exit code of <Way>, of a process' -ForEach $atEnd {
    It 'is <Code> for <Cmdlet>' {
        $location = if ($Ledger) { $Ledger } else { New-ExitCodeLedger $Sql }
        $ended = Invoke-TestPwsh "Set-Location '$TestDrive'; $Cmdlet" -Environment @{ JOBOPS_LEDGER = $location }

        $ended.ExitCode | Should -Be $Code -Because "$($ended.Output) $($ended.Errors)"
    }
}

Describe 'The exit code of <Way>, of jobops' -ForEach $ofShell {
    It 'is <Code> for jobops <Shell>' {
        if (-not (Test-Path $program)) { Set-ItResult -Skipped -Because 'artifacts/jobops is not built'; return }
        $location = if ($Ledger) { $Ledger } else { New-ExitCodeLedger $Sql }
        $ended = Invoke-Program $Shell $location

        $ended.ExitCode | Should -Be $Code -Because $ended.Output
    }
}

Describe 'A test that expects a failing run' {
    It 'decides the exit code itself' {
        $path = Join-Path $TestDrive 'Expects.Tests.ps1'
        Set-Content -LiteralPath $path "Describe x { It y { `$null = Start-Job fails -Wait -ErrorAction Ignore; (Get-JobRun -Last 1).Status | Should -Be Failed } }"
        $pester = (Get-Module Pester).Path
        $ended = Invoke-TestPwsh "Import-Module '$pester'; Invoke-Pester '$path' -Output None" -Environment @{ JOBOPS_LEDGER = New-ExitCodeLedger }

        $ended.ExitCode | Should -Be 0 -Because "$($ended.Output) $($ended.Errors)"
    }
}
