BeforeAll { . $PSScriptRoot/Support.ps1 }
AfterAll { Disconnect-JobLedger }

Describe 'A registered runbook, executed by a worker' {
    BeforeAll {
        $location = New-TestLedger
        $program = Join-Path $PSScriptRoot '../../artifacts/jobops/jobops'
        # As a service is: no terminal, no session, another folder.
        $start = [System.Diagnostics.ProcessStartInfo]::new($program, [string[]]('worker', '--concurrency', '2'))
        $start.RedirectStandardOutput = $start.RedirectStandardError = $start.RedirectStandardInput = $true
        $start.WorkingDirectory = '/'
        $start.Environment['JOBOPS_LEDGER'] = $location
        $start.Environment['JOBOPS_PWSH'] = $PwshCommand[-1]
        $Hasty.ForEach({ $null = $start.Environment.Remove($_) })
        # Of the worker and of each of its PowerShells, for the one that wants more than there is.
        $start.Environment['DOTNET_GCHeapHardLimit'] = '0x10000000'
        $worker = [System.Diagnostics.Process]::Start($start)
        $null = $worker.StandardOutput.ReadToEndAsync(), $worker.StandardError.ReadToEndAsync()

        function Wait-Run([long] $RunId) {
            try { Wait-TestCondition -What "the end of run $RunId" -Seconds 120 { (Get-JobRun $RunId).IsFinished } }
            catch { throw "$_ $((Get-JobRun $RunId -Why).Why) The worker has ended: $($worker.HasExited)." }
            Get-JobRun $RunId
        }
    }
    AfterAll { (Stop-TestProcess $worker).ExitCode | Should -Be 0 }

    It 'has its steps, its streams and its result as any run' {
        $path = New-TestRunbook greet '
            param([string] $Name)
            $first = Invoke-JobStep first { "hello $args" } -ArgumentList $Name
            Invoke-JobStep second { Write-Warning "twice $first"; "$first again" }
            [Console]::WriteLine("past PowerShell")
            Write-Verbose hidden -Verbose; $PSScriptRoot; (Get-Location).Path; @(Get-Item $Hasty -ErrorAction Ignore).Count'.Replace('$Hasty', ($Hasty.ForEach({ "env:$_" }) -join ', '))
        $job = Register-JobDefinition $path -PassThru
        $job.Kind, $job.Owner, $job.Version | Should -Be 'Runbook', 'test team', 1
        $run = Start-Job greet -Parameter @{ Name = 'ann' } | Wait-Job | Get-JobRun
        $run.Status, $run.Kind, "$($run.Error)" | Should -Be 'Succeeded', 'Runbook', ''
        (Get-JobStep $run.RunId).StepName | Should -Be 'first', 'second'
        (Get-JobStep $run.RunId)[1].Result | Should -Be 'hello ann again'
        $log = Get-JobLog $run.RunId
        $log.Where({ $_.Stream -eq 'Warning' }).Text | Should -Be 'twice hello ann'
        $log.Where({ $_.Stream -eq 'Verbose' }).Text | Should -Be 'hidden'
        $log.Where({ $_.Stream -eq 'Output' -and -not $_.StepName }).Text | Sort-Object |
            Should -Be ("$TestDrive", "$TestDrive", '0', 'past PowerShell' | Sort-Object) -Because 'what PowerShell starts faster with is gone'
    }

    It 'gives its output to Receive-Job' {
        $null = Register-JobDefinition (New-TestRunbook says 'Invoke-JobStep say { "one"; "two" }')
        Start-Job says | Wait-Job | Receive-Job | Should -Be 'one', 'two'
    }

    Context 'that ends in one way or another' -ForEach @(, @{ Ends = @(
                @{ Name = 'throws'; Body = 'throw "no good"'; Problem = 'RunbookThrew'; Actual = 'no good' }
                @{ Name = 'steps'; Body = 'Invoke-JobStep bad { Get-Item /no/such }'; Problem = 'StepThrew'; Actual = 'no/such' }
                @{ Name = 'native'; Body = 'sh -c "echo why >&2; exit 4"'; Problem = 'RunbookThrew'; Actual = 'why' }
                @{ Name = 'exits'; Body = 'exit 5'; Problem = 'RunbookThrew'; Actual = 'exit code 5' }
                @{ Name = 'dies'; Body = '[Environment]::Exit(6)'; Problem = 'RunbookThrew'; Actual = 'exit code 6' }
                @{ Name = 'leaves'; Body = 'Invoke-JobStep half { [Environment]::Exit(0) }'; Problem = 'RunbookThrew'; Actual = "in step 'half'" }
                @{ Name = 'asks'; Body = 'Read-Host name'; Problem = 'RunbookThrew'; Actual = 'NonInteractive' }
                @{ Name = 'eats'; Body = '$all = @(); while ($true) { $all += , [byte[]]::new(16mb) }'; Problem = 'RunbookThrew'; Actual = 'memory' }
                @{ Name = 'exit0'; Body = 'exit 0' }
                @{ Name = 'exit0too'; Body = '[Environment]::Exit(0)' }
            ) }) {
        BeforeAll {
            # All at once: each of them starts a PowerShell.
            $runs = @{}
            foreach ($end in $Ends) {
                $null = Register-JobDefinition (New-TestRunbook $end.Name $end.Body)
                $runs[$end.Name] = (Start-Job $end.Name).RunId
            }
        }

        It 'says so: <Body>' -ForEach $Ends {
            $run = Wait-Run $runs[$Name]
            $run.Status, $run.Error.Id | Should -Be ($Problem ? 'Failed' : 'Succeeded'), $Problem
            "$($run.Error.Actual)" | Should -Match "$Actual"
        }
    }

    It 'obeys its time limit and a stop, and leaves no process' {
        $notes = "Owner: test team`nExpectedResult: It works.`nRollbackNote: Nothing.`nTimeout: 5s"
        $null = Register-JobDefinition (New-TestRunbook slow "Invoke-JobStep hang { sh -c 'echo `$`$ > $TestDrive/slow.pid; sleep 300' }" $notes)
        $null = Register-JobDefinition (New-TestRunbook stopped "Invoke-JobStep hang { sh -c 'echo `$`$ > $TestDrive/stopped.pid; sleep 300' }")
        $slow = Start-Job slow
        $stopped = Start-Job stopped
        Wait-TestCondition -What 'the step' { Test-Path $TestDrive/stopped.pid }
        Stop-JobRun $stopped.RunId
        $ended = Wait-Run $slow.RunId
        $ended.Status, $ended.Error.Id, $ended.ExitCode | Should -Be 'Failed', 'RunTimedOut', 124
        (Wait-Run $stopped.RunId).Status | Should -Be 'Cancelled'
        foreach ($name in 'slow', 'stopped') {
            # On a busy machine the limit may be over before the step has begun.
            $id = Get-Content $TestDrive/$name.pid -ErrorAction Ignore
            if (-not $id) { continue }
            Wait-TestCondition -What "the end of $name" {
                -not (Test-Path /proc/$id) -or (Get-Content /proc/$id/stat -Raw -ErrorAction Ignore) -match '\) Z '
            }
        }
    }

    It 'is tried again as its notes say, and goes on behind its finished steps' {
        $notes = "Owner: test team`nExpectedResult: It works.`nRollbackNote: Nothing.`nAttempts: 3`nRetryDelay: 50ms"
        $null = Register-JobDefinition (New-TestRunbook flaky "
            Invoke-JobStep once { Add-Content '$TestDrive/once' x }
            Invoke-JobStep tries { Add-Content '$TestDrive/tries' x; if (@(Get-Content '$TestDrive/tries').Count -lt 3) { throw 'not yet' } }" $notes)
        $run = Wait-Run (Start-Job flaky).RunId
        $run.Status, $run.Attempt | Should -Be 'Succeeded', 3
        @(Get-Content $TestDrive/once).Count | Should -Be 1
    }

    It 'executes the text that was registered, whatever became of the file' {
        $path = New-TestRunbook kept 'Invoke-JobStep say { "registered" }; . $PSScriptRoot/beside.ps1'
        Set-Content $TestDrive/beside.ps1 '"beside"'
        $null = Register-JobDefinition $path
        Set-Content $path 'throw "edited"'
        $edited = Wait-Run (Start-Job kept).RunId
        Remove-Item $path
        $gone = Wait-Run (Start-Job kept).RunId
        $edited.Status, $gone.Status | Should -Be 'Succeeded', 'Succeeded'
        foreach ($run in $edited, $gone) {
            $log = Get-JobLog $run.RunId
            $log.Text | Should -Contain 'registered'
            $log.Text | Should -Contain 'beside'
            $log.Where({ $_.Stream -eq 'JobOps' }).Text | Should -Match 'the text that was registered as version 1'
        }
    }

    It 'refuses a file that is not as it was registered, where its text is too long to be kept' {
        $path = New-TestRunbook long ("'ran' #" + 'x' * 300kb)
        (Register-JobDefinition $path -PassThru).ScriptText | Should -BeNullOrEmpty
        (Wait-Run (Start-Job long).RunId).Status | Should -Be 'Succeeded'
        Add-Content $path '#'
        $run = Wait-Run (Start-Job long).RunId
        $run.Status, $run.Error.Id | Should -Be 'Failed', 'RunbookNotHere'
    }

    It 'is rolled back by jobops, blocks included' {
        $null = Register-JobDefinition (New-TestRunbook change "Invoke-JobStep make { Set-Content '$TestDrive/made' x; '$TestDrive/made' } -Rollback { param(`$path) Remove-Item `$path; 'removed' }")
        $run = Wait-Run (Start-Job change).RunId
        Test-Path $TestDrive/made | Should -BeTrue
        $env:JOBOPS_LEDGER, $env:JOBOPS_PWSH = $location, $PwshCommand[-1]
        try { $null = & $program rollback $run.RunId }
        finally { $env:JOBOPS_LEDGER, $env:JOBOPS_PWSH = $null, $null }
        $LASTEXITCODE | Should -Be 0
        (Get-JobRun $run.RunId).RolledBackBy | Should -BeGreaterThan $run.RunId
        Test-Path $TestDrive/made | Should -BeFalse
    }

    It 'takes no secret from a queue, and no session''s run' {
        $path = New-TestRunbook secret 'param([securestring] $Token) "x"'
        $null = Register-JobDefinition $path
        (Get-TestError { Start-Job secret -Parameter @{ Token = (ConvertTo-SecureString a -AsPlainText) } }).FullyQualifiedErrorId |
            Should -Match '^JobOps\.SecretNeedsWait,'
        $here = Invoke-Runbook (New-TestRunbook here '"$PID"') -Verbose:$false
        $here[0] | Should -Be "$PID"
    }
}

Describe 'A runbook without a worker that has PowerShell' {
    BeforeAll {
        $location = New-TestLedger
        $program = Join-Path $PSScriptRoot '../../artifacts/jobops/jobops'
        $null = Register-JobDefinition (New-TestRunbook waits '"did it in $PID"')
    }

    It 'waits, and -Why says for what' {
        $run = Start-Job waits
        $env:JOBOPS_LEDGER, $env:JOBOPS_PWSH = $location, '/no/such/pwsh'
        try { & $program worker --drain | Out-Null }
        finally { $env:JOBOPS_LEDGER, $env:JOBOPS_PWSH = $null, $null }
        (Get-JobRun $run.RunId -Why).Why | Should -Match "needs a worker with PowerShell for queue 'default'; none is alive"
        (Start-JobWorker -UntilEmpty).RunId | Should -Be $run.RunId
        (Get-JobRun $run.RunId).Status | Should -Be 'Succeeded'
    }

    It 'is executed by jobops start, too' {
        $env:JOBOPS_LEDGER, $env:JOBOPS_PWSH = $location, $PwshCommand[-1]
        try { $answer = & $program start waits --json }
        finally { $env:JOBOPS_LEDGER, $env:JOBOPS_PWSH = $null, $null }
        $LASTEXITCODE | Should -Be 0
        "$answer" | Should -Match '"Succeeded"|"succeeded"'
    }
}

Describe 'Runs that share a PowerShell process: isolation Runspace' {
    BeforeAll {
        $location = New-TestLedger
        $notes = "Owner: test team`nExpectedResult: It works.`nRollbackNote: Nothing.`nIsolation: Runspace"
        $worker = Start-TestWorker $location

        function Invoke-Shared([string] $Name, [string] $Body) {
            $null = Register-JobDefinition (New-TestRunbook $Name $Body $notes)
            $run = Start-Job $Name
            Wait-TestCondition -What "the end of $Name" -Seconds 120 { (Get-JobRun $run.RunId).IsFinished }
            Get-JobRun $run.RunId
        }

        function Get-Output([long] $RunId) { (Get-JobLog $RunId).Where({ $_.Stream -eq 'Output' }).Text }
    }
    AfterAll { (Stop-TestProcess $worker).ExitCode | Should -Be 0 }

    It 'find nothing of each other in the process that they share' {
        $first = Invoke-Shared leaves '
            $PID; $global:left = 1; $env:LEFT = "x"; $env:PATH = ""; Set-Location /; [Environment]::CurrentDirectory = "/tmp"
            function global:Left {}; $ErrorActionPreference = "Ignore"; [Console]::SetOut([IO.StringWriter]::new())
            $null = Register-ObjectEvent ([timers.timer]::new()) Elapsed -SourceIdentifier left -Action {}
            [cultureinfo]::CurrentCulture = [cultureinfo]::DefaultThreadCurrentCulture = "de-DE"
            [Console]::OutputEncoding = [Text.Encoding]::Latin1; [Environment]::ExitCode = 9; Invoke-JobStep step { "done" }'
        $second = Invoke-Shared looks '
            $PID; "$left|$env:LEFT|$([bool]$env:PATH)|$((Get-Location).Path)|$([Environment]::CurrentDirectory)"
            "$(Get-Command Left -ErrorAction Ignore)|$ErrorActionPreference|$(@(Get-EventSubscriber).Count)|$(1.5)"
            "$([Console]::OutputEncoding.WebName)|$([cultureinfo]::DefaultThreadCurrentCulture)|$([Environment]::ExitCode)"
            [Console]::WriteLine("printed")'
        "$($first.Error)", "$($second.Error)" | Should -Be '', ''
        @(Get-Output $second.RunId)[0] | Should -Be @(Get-Output $first.RunId)[0] -Because 'it is the same process'
        Get-Output $second.RunId | Should -Contain "||True|$TestDrive|$TestDrive"
        Get-Output $second.RunId | Should -Contain '|Stop|0|1.5'
        Get-Output $second.RunId | Should -Contain 'utf-8||0'
        Get-Output $second.RunId | Should -Contain 'printed'
        Get-Output $first.RunId | Should -Not -Contain 'printed'
        (Get-JobStep $first.RunId).Status | Should -Be 'Succeeded'
    }

    It 'begin in the folder of their script, whatever it is called' {
        $folder = (New-Item -ItemType Directory "$TestDrive/odd [1] $" -Force).FullName
        $path = "$folder/odd.ps1"
        Copy-Item (New-TestRunbook odd '"$PWD|$([Environment]::CurrentDirectory)|$(/bin/pwd)|$((Get-Item odd.ps1).Directory)"' $notes) -Destination $folder
        $null = Register-JobDefinition -LiteralPath $path
        $runs = Start-Job odd | Wait-Job | Get-JobRun
        Get-Output $runs.RunId | Should -Be ((, $folder * 4) -join '|')
    }

    It 'get another process after one that <What>' -ForEach @(
        @{ What = 'loaded a type'; Name = 'types'; Body = '$PID; Add-Type "public class Left{0} {{ }}"' -f [guid]::NewGuid().ToString('N') }
        @{ What = 'left a process'; Name = 'process'; Body = '$PID; $null = Start-Process sleep 60 -PassThru' }
        @{ What = 'left an orphan'; Name = 'orphan'; Body = '$PID; Start-Process sh -ArgumentList "-c", "`"(sleep 0.5; echo late; sleep 60) &`""; Start-Sleep -Milliseconds 200' }
        @{ What = 'left a thread job'; Name = 'threads'; Body = '$PID; $null = Start-ThreadJob { while ($true) { [Console]::WriteLine("late"); Start-Sleep -Milliseconds 50 } }' }
        @{ What = 'closed standard output'; Name = 'closed'; Body = '$PID; [IO.FileStream]::new([Microsoft.Win32.SafeHandles.SafeFileHandle]::new([IntPtr]1, $true), "Write").Dispose(); Invoke-JobStep step { 1 }' }
        @{ What = 'ended it'; Name = 'ended'; Body = '[Console]::WriteLine($PID); [Environment]::Exit(3)' }
    ) {
        $first = Invoke-Shared $Name $Body
        $second = Invoke-Shared "$Name-next" '$PID; Start-Sleep -Milliseconds 600'
        $first.Status | Should -Be ($What -eq 'ended it' ? 'Failed' : 'Succeeded')
        $second.Status | Should -Be 'Succeeded'
        @(Get-Output $second.RunId)[0] | Should -Not -Be @(Get-Output $first.RunId)[0]
        Get-Output $second.RunId | Should -Not -Contain 'late'
        Get-Process sleep -ErrorAction Ignore | Where-Object CommandLine -EQ 'sleep 60' | Stop-Process
    }

    It 'fail as ever where they have closed standard output' {
        $run = Invoke-Shared closed-bad '[IO.FileStream]::new([Microsoft.Win32.SafeHandles.SafeFileHandle]::new([IntPtr]1, $true), "Write").Dispose(); throw "told"'
        $run.Status, $run.Error.Actual | Should -Be 'Failed', 'told'
    }

    It 'get the version of a module that they ask for: <Kind>' -ForEach @(
        @{ Kind = 'script'; Build = { param($folder, $version) Set-Content $folder/Versioned.psm1 "function Get-Versioned { '$version' }" } }
        @{ Kind = 'binary'; Build = {
                param($folder, $version)
                $code = 'using System.Management.Automation; [assembly: System.Reflection.AssemblyVersion("{0}")]' -f $version
                $code += ' [Cmdlet("Get", "Versioned")] public class G : PSCmdlet { protected override void EndProcessing() => '
                $code += "WriteObject(""$version""); }"
                # In a process of its own: the assembly must not be loaded into the one that tests.
                $built = Invoke-TestPwsh "Add-Type -OutputAssembly '$folder/Versioned.dll' -TypeDefinition '$code'"
                $built.ExitCode | Should -Be 0 -Because $built.Errors
            } }
    ) {
        foreach ($version in '1.0.0', '2.0.0') {
            $folder = (New-Item -ItemType Directory "$TestDrive/$Kind/Versioned/$version").FullName
            & $Build $folder $version
            $root = "Versioned.$($Kind -eq 'script' ? 'psm1' : 'dll')"
            New-ModuleManifest $folder/Versioned.psd1 -ModuleVersion $version -RootModule $root -FunctionsToExport * -CmdletsToExport *
        }
        foreach ($version in '1.0.0', '2.0.0', '1.0.0') {
            $run = Invoke-Shared "$Kind-$($version[0])" "`$env:PSModulePath = '$TestDrive/$Kind'; Import-Module Versioned -RequiredVersion $version; Get-Versioned"
            "$($run.Error)" | Should -Be ''
            Get-Output $run.RunId | Should -Be $version
        }
    }

    It 'have PowerShell''s own background jobs, and ours' {
        $run = Invoke-Shared jobs '
            Microsoft.PowerShell.Core\Start-Job { "its own" } | Microsoft.PowerShell.Core\Wait-Job | Receive-Job -AutoRemoveJob -Wait
            Start-Job { "through ours" } | Wait-Job | Receive-Job -AutoRemoveJob -Wait
            (Get-Command Start-Job).ResolvedCommand.ImplementingType.Assembly.GetName().Name'
        "$($run.Error)" | Should -Be ''
        (Get-JobLog $run.RunId).Text | Should -Be 'its own', 'through ours', 'JobOps.Cmdlets'
    }

    It 'fail, stop and are cut off by themselves' {
        (Invoke-Shared bad 'Invoke-JobStep bad { throw "no" }').Error.Id | Should -Be 'StepThrew'
        (Invoke-Shared leaver 'exit 7').Error.Actual | Should -Match 'exit code 7'
        $null = Register-JobDefinition (New-TestRunbook endless 'Invoke-JobStep spin { while ($true) { Start-Sleep 1 } }' $notes)
        $run = Start-Job endless
        Wait-TestCondition -What 'the step' { (Get-JobStep $run.RunId).Status -eq 'Running' }
        Stop-JobRun $run.RunId
        Wait-TestCondition -What 'the stop' { (Get-JobRun $run.RunId).IsFinished }
        (Get-JobRun $run.RunId).Status, (Get-JobStep $run.RunId).Status | Should -Be 'Cancelled', 'Interrupted'
    }

    It 'are script steps of job files, too' {
        Set-Content $TestDrive/step.ps1 'param($n) "$PID"; [Console]::Error.WriteLine("to errors"); if ($n -eq 2) { exit 9 }; if ($n -eq 3) { throw "three" }'
        @{
            name = 'scripted'; owner = 'test team'; expectedResult = 'It works.'; rollbackNote = 'Nothing.'; isolation = 'runspace'
            parameters = @{ n = @{ type = 'integer' } }
            steps = @(@{ name = 'run'; script = @{ path = 'step.ps1'; parameters = @{ n = '${parameters.n}' } } })
        } | ConvertTo-Json -Depth 5 | Set-Content $TestDrive/scripted.job.json
        Register-JobDefinition $TestDrive/scripted.job.json
        $runs = foreach ($n in 1..3) {
            $run = Start-Job scripted -Parameter @{ n = $n }
            Wait-TestCondition -What "the end of $n" -Seconds 120 { (Get-JobRun $run.RunId).IsFinished }
            Get-JobRun $run.RunId
        }
        $runs.Status | Should -Be 'Succeeded', 'Failed', 'Failed'
        $runs[1].Error.CommandExitCode, $runs[2].Error.CommandExitCode | Should -Be 9, 1
        $runs[2].Error.Actual | Should -Match 'three'
        @($runs.ForEach({ @(Get-Output $_.RunId)[0] }) | Sort-Object -Unique).Count | Should -Be 1 -Because 'one process does them all'
        (Get-JobLog $runs[0].RunId).Where({ $_.Stream -eq 'Error' }).Text | Should -Be 'to errors'
        (Get-JobStep $runs[0].RunId).Result | Should -Match '^"\d+"$'
    }
}
