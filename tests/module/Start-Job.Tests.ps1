BeforeAll { . $PSScriptRoot/Support.ps1 }
AfterAll { Disconnect-JobLedger }

Describe 'Start-Job -Wait after it was stopped' {
    It 'goes on when the same key asks again, and only where somebody waits for it' {
        $null = New-TestLedger
        Register-TestJob stopped @{ wait = "test -e '$TestDrive/goon' || { touch '$TestDrive/waits'; sleep 60; }" }
        $test = Start-TestShell 'Start-JobRun stopped -IdempotencyKey k -Wait'
        try {
            Wait-TestCondition -What 'the step' { Test-Path "$TestDrive/waits" }
            $test.Shell.Stop()
        }
        finally { $test.Shell.Dispose() }
        $null = New-Item "$TestDrive/goon"
        $replayed = Start-JobRun stopped -IdempotencyKey k
        $replayed.Status, $replayed.Replayed | Should -Be 'Cancelled', $true
        $run = Start-JobRun stopped -IdempotencyKey k -Wait
        $run.RunId, $run.Status, $run.Replayed | Should -Be $replayed.RunId, 'Succeeded', $false
        Disconnect-JobLedger
    }
}

Describe 'Start-Job with a run that fails' {
    BeforeAll {
        $null = New-TestLedger
        Register-TestJob moody ([ordered]@{
                make = "echo made >> '$TestDrive/made' |undo| rm '$TestDrive/made'"
                gate = "test -e '$TestDrive/open' |undo| true"
            })
    }

    It 'goes on with the failed run of the key where that is wanted, here or with a worker' {
        $failed = Start-Job moody -IdempotencyKey k -Wait -ErrorAction SilentlyContinue
        (Start-Job moody -IdempotencyKey k -Wait -ErrorAction SilentlyContinue).Status | Should -Be 'Failed' -Because 'nobody asked for it'
        $queued = Start-Job moody -IdempotencyKey k -RetryFailed
        $queued.RunId, $queued.Status, $queued.Replayed | Should -Be $failed.RunId, 'Queued', $false
        Start-JobWorker -UntilEmpty | Out-Null
        (Get-JobRun $failed.RunId).Status | Should -Be 'Failed'

        $other = @{ Parameter = @{}; IdempotencyKey = 'other' }
        $all = @{ Parameter = @{}; IdempotencyKey = 'k' }, $other | Start-Job moody -RetryFailed
        $all.Status | Should -Be 'Queued', 'Queued'
        $all[0].RunId | Should -Be $failed.RunId
        Stop-JobRun $all.RunId

        $null = New-Item "$TestDrive/open"
        $run = Start-Job moody -IdempotencyKey k -RetryFailed -Wait
        $run.RunId, $run.Status | Should -Be $failed.RunId, 'Succeeded'
        (Start-Job moody -IdempotencyKey k -RetryFailed -Wait).Replayed | Should -BeTrue
        @(Get-Content "$TestDrive/made").Count | Should -Be 1 -Because 'the first step was done before'
        Remove-Item "$TestDrive/open", "$TestDrive/made"
    }

    It 'undoes a run that fails where that is wanted; it has failed all the same' {
        $run = Start-Job moody -Wait -RollbackOnFailure -ErrorAction SilentlyContinue -ErrorVariable failures
        $LASTEXITCODE | Should -Be 1
        $run.Status, @($failures).Count | Should -Be 'Failed', 1
        (Get-JobRun $run.RolledBackBy).Status | Should -Be 'Succeeded'
        "$TestDrive/made" | Should -Not -Exist
    }

    It 'refuses to undo where nobody waits for the run' {
        $before = (Get-JobRun -Last 1).RunId
        $failure = Get-TestError { Start-Job moody -RollbackOnFailure }
        ($failure.FullyQualifiedErrorId -split ',')[0] | Should -Be 'JobOps.RollbackOnFailureNeedsWait'
        $failure.Exception.Error.ExitCode | Should -Be 64
        (Get-JobRun -Last 1).RunId | Should -Be $before
    }
}

Describe 'Start-Job as PowerShell has it' {
    BeforeAll {
        $value = 5
        Set-Content "$TestDrive/script.ps1" 'param($a) "file $a"'
    }

    It '<Name>' -ForEach @(
        @{ Name = 'takes a script block'; Command = { Start-Job { 1 + 1 } | Receive-Job -Wait }; Result = 2 }
        @{ Name = 'takes a script block by name'; Command = { Start-Job -ScriptBlock { 3 } | Receive-Job -Wait }; Result = 3 }
        @{ Name = 'takes a script block in a variable'; Command = { $block = { 5 }; Start-Job $block | Receive-Job -Wait }; Result = 5 }
        @{ Name = 'takes -Command'; Command = { Start-Job -Command { 6 } | Receive-Job -Wait }; Result = 6 }
        @{ Name = 'takes a name for the job'; Command = { (Start-Job -Name mine { 7 }).Name }; Result = 'mine' }
        @{ Name = 'takes arguments'; Command = { Start-Job { param($a) $a + 1 } -ArgumentList 4 | Receive-Job -Wait }; Result = 5 }
        @{ Name = 'takes pipeline input'; Command = { 1..3 | Start-Job { $input | ForEach-Object { $_ * 2 } } | Receive-Job -Wait }; Result = 2, 4, 6 }
        @{ Name = 'takes $using:'; Command = { $value = 5; Start-Job { $using:value } | Receive-Job -Wait }; Result = 5 }
        @{ Name = 'takes -FilePath'; Command = { Start-Job -FilePath "$TestDrive/script.ps1" -ArgumentList q | Receive-Job -Wait }; Result = 'file q' }
        @{ Name = 'takes -LiteralPath'; Command = { Start-Job -LiteralPath "$TestDrive/script.ps1" -ArgumentList q | Receive-Job -Wait }; Result = 'file q' }
        @{ Name = 'takes -InitializationScript'; Command = { Start-Job { $z } -InitializationScript { $z = 9 } | Receive-Job -Wait }; Result = 9 }
        @{ Name = 'takes -WorkingDirectory'; Command = { Start-Job { "$PWD" } -WorkingDirectory / | Receive-Job -Wait }; Result = '/' }
        @{ Name = 'has the alias sajb'; Command = { sajb { 3 } | Receive-Job -Wait }; Result = 3 }
        @{ Name = 'starts behind &'; Command = { (Write-Output 11 &) | Receive-Job -Wait }; Result = 11 }
    ) {
        & $Command | Should -Be $Result
    }

    It 'understands each abbreviation as the built-in cmdlet does' {
        $theirs = Get-Command Microsoft.PowerShell.Core\Start-Job
        # Dynamic parameters depend on the call: this one has a script block.
        $ours = Get-Command JobOps\Start-Job -ArgumentList { 1 }
        function Resolve($Command, $Word) { try { $Command.ResolveParameter($Word).Name } catch { 'ambiguous' } }
        $words = foreach ($name in $theirs.Parameters.Values | ForEach-Object { $_.Name; $_.Aliases }) {
            1..$name.Length | ForEach-Object { $name.Substring(0, $_).ToLowerInvariant() }
        }
        # The initials of -Owner, -ExpectedResult and -RollbackNote: a call binds PowerShell's own parameters before these,
        # which this list does not show. Start-Job.BuiltIn.Tests.ps1 makes the calls.
        $words = $words | Where-Object { $_ -notin 'o', 'e', 'r' } | Sort-Object -Unique
        $words.Count | Should -BeGreaterThan 200
        $words.Where({ (Resolve $theirs $_) -ne (Resolve $ours $_) }) | Should -BeNullOrEmpty
    }

    It 'takes the abbreviations that parameters of the ledger begin with, too' {
        Start-Job -N short -S { "$PWD" } -W / -Pr SilentlyContinue | Receive-Job -Wait | Should -Be '/'
    }

    It 'looks for a scheduled job with -DefinitionName' {
        (Get-TestError { Start-Job -DefinitionName nope }).FullyQualifiedErrorId | Should -Match '^StartJobFromDefinitionNameNotFound,'
    }

    AfterAll { Get-Job | Remove-Job -Force }
}

Describe 'Start-Job of the ledger' {
    BeforeAll {
        $location = New-TestLedger
        Register-TestJob work -Parameters @{
            version = @{ type = 'integer'; required = $true; minimum = 1 }
            mode = @{ type = 'string'; allowed = @('fast', 'safe') }
        } -Steps @{ run = 'echo working; echo careful >&2' }
        Register-TestJob failing -Steps ([ordered]@{ first = 'true'; second = 'echo on fire; exit 7' })
        Register-TestJob secretive -Parameters @{ password = @{ type = 'string'; secret = $true; required = $true } }
        Register-JobDefinition -Name lost -Owner o -ExpectedResult e -RollbackNote r -Command no-such-program-anywhere
    }

    It 'queues a run' {
        $run = Start-Job work -Parameter @{ version = 2 } -Environment staging
        $run.Status | Should -Be 'Queued'
        $run.Environment | Should -Be 'staging'
        $run.Parameters['version'] | Should -Be 2
    }

    It 'takes a queue, a priority and the latest start' {
        $run = Start-Job work -Parameter @{ version = 2 } -Queue images -Priority 7 -StartBy (Get-Date).AddHours(2)
        $run.Queue, $run.Priority | Should -Be 'images', 7
        $run.StartBy | Should -BeGreaterThan ([datetimeoffset]::Now.AddMinutes(119))
    }

    It 'takes a time of day for today' {
        (Start-Job work -Parameter @{ version = 2 } -DueAt '23:59:59').DueAt.LocalDateTime | Should -Be (Get-Date '23:59:59')
    }

    It 'takes a due time as local time' {
        $run = Start-Job work -Parameter @{ version = 2 } -DueAt '2100-01-02 03:04'
        $run.Status | Should -Be 'Scheduled'
        $run.DueAt.LocalDateTime | Should -Be ([datetime]'2100-01-02 03:04')
    }

    It 'executes a run with -Wait, and shows its output in verbose' {
        $output = Start-JobRun work -Parameter @{ version = '3' } -Wait -Verbose 4>&1
        $output[-1].Status | Should -Be 'Succeeded'
        "$output" | Should -Match 'run: working'
    }

    It 'takes jobs from the pipeline' {
        (Get-JobDefinition work | Start-Job -Parameter @{ version = 1 }).JobName | Should -Be 'work'
    }

    It 'brings the stored run back for the same key' {
        $first = Start-Job work -Parameter @{ version = 4 } -IdempotencyKey k4 -Wait
        $second = Start-Job work -Parameter @{ version = 4 } -IdempotencyKey k4 -Wait
        $second.RunId | Should -Be $first.RunId
        $first.Replayed | Should -BeFalse
        $second.Replayed | Should -BeTrue
    }

    It 'starts one run for many callers with the same key' {
        $runs = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:ManifestPath
            Start-Job work -Parameter @{ version = 5 } -IdempotencyKey k5
        }
        ($runs.RunId | Select-Object -Unique).Count | Should -Be 1
        ($runs | Where-Object { -not $_.Replayed }).Count | Should -Be 1
    }

    It 'writes the error of a failing run and the run' {
        $run = Start-Job failing -Wait -ErrorAction SilentlyContinue -ErrorVariable failures
        $run.Status | Should -Be 'Failed'
        $failures.Count | Should -Be 1
        $failures[0].FullyQualifiedErrorId | Should -Match '^JobOps\.CommandFailed,'
        $failures[0].TargetObject | Should -Be $run.RunId
        "$($failures[0])" | Should -Match 'exit code 7.*on fire'
        $LASTEXITCODE | Should -Be 1
    }

    It 'says that the command of a step is not on PATH' {
        $run = Start-Job lost -Wait -ErrorAction SilentlyContinue -ErrorVariable failures
        $run.ExitCode | Should -Be 78
        $failures[0].FullyQualifiedErrorId | Should -Match '^JobOps\.CommandNotFound,'
        $failures[0].CategoryInfo.Category | Should -Be 'NotInstalled'
    }

    It 'takes a secret as <Kind> and stores it nowhere' -ForEach @(
        @{ Kind = 'SecureString'; Secret = (ConvertTo-SecureString 'geheim77' -AsPlainText -Force) }
        @{ Kind = 'credential'; Secret = [pscredential]::new('u', (ConvertTo-SecureString 'geheim77' -AsPlainText -Force)) }
    ) {
        (Start-Job secretive -Parameter @{ password = $Secret } -Wait).Status | Should -Be 'Succeeded'
        $file = $location -replace '^sqlite:'
        Disconnect-JobLedger
        [System.Text.Encoding]::UTF8.GetString([System.IO.File]::ReadAllBytes($file)) | Should -Not -Match 'geheim77'
        Connect-JobLedger $location
    }

    It 'says that -WorkingDirectory is not for it' {
        $null = Start-Job work -Parameter @{ version = 11 } -WorkingDirectory / -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match 'background jobs'
    }

    It 'is stopped by Ctrl+C: the process ends and the run is cancelled' {
        Register-TestJob slow -Steps @{ wait = 'sleep 60' }
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$ManifestPath'; Start-Job slow -Wait")
            $call = $shell.BeginInvoke()
            Wait-TestCondition -What 'the step' { (Get-JobRun -JobName slow | Get-JobStep).Status -eq 'Running' }
            $shell.Stop()
            (Get-JobRun -JobName slow).Status | Should -Be 'Cancelled'
        }
        finally { $shell.Dispose() }
    }
}

Describe 'A signal that ends PowerShell while it executes a run' {
    It 'ends the processes of the run first and writes down how it ended: <Signal>' -ForEach @(
        @{ Signal = 'HUP'; ExitCode = 129 }, @{ Signal = 'TERM'; ExitCode = 143 }
    ) {
        if (-not $IsLinux) { Set-ItResult -Skipped -Because 'signals of Unix are sent, and processes looked for on Linux'; return }
        $location = New-TestLedger
        $null = Register-TestJob long @{ wait = "echo `$`$ > $TestDrive/pid-$Signal.new; mv $TestDrive/pid-$Signal.new $TestDrive/pid-$Signal; exec sleep 600" }
        $process = Start-TestPwsh "Start-Job long -Wait; 'the script went on'" -Environment @{ JOBOPS_LEDGER = $location }
        Wait-TestCondition -What 'the process of the step' { Test-Path "$TestDrive/pid-$Signal" }

        $ended = Stop-TestProcess $process -Signal $Signal

        $ended.ExitCode | Should -Be $ExitCode
        $ended.Output | Should -Not -Match 'the script went on'
        (Get-JobRun 1).Status | Should -Be 'Cancelled'
        Get-Process -Id (Get-Content "$TestDrive/pid-$Signal") -ErrorAction Ignore | Should -BeNullOrEmpty
    }
}

Describe 'Start-Job of a change' {
    BeforeAll {
        $null = New-TestLedger
        Register-TestJob release
    }
    BeforeEach { $changeId = (Open-TestChange).ChangeId }

    It 'applies a change that is measured, with the first of its runs' {
        $null = 1..3 | Measure-Baseline $changeId Before -Unit ms
        $first = Start-Job release -Change $changeId -Wait
        "$($first.ChangeId)", $first.Status | Should -Be "$changeId", 'Succeeded'
        (Get-Change $changeId).Status | Should -Be 'Applied'
        $second = Start-Job release -Change "$changeId".ToLowerInvariant()
        (Get-Change $changeId).RunIds | Should -Be $first.RunId, $second.RunId
        Stop-JobRun $second.RunId
    }

    It 'starts nothing of a change that nobody measured, that there is not, or that has ended' {
        $runs = @(Get-JobRun).Count
        (Get-TestError { Start-Job release -Change $changeId -Wait }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotMeasured,*'
        (Get-TestError { Start-Job release -Change C999 -Wait }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotFound,*'
        Set-Change $changeId Abandoned -Reason 'not wanted'
        (Get-TestError { Start-Job release -Change $changeId }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeEnded,*'
        @(Get-JobRun).Count | Should -Be $runs
    }

    It 'takes a key for one change only' {
        Set-Change $changeId Measured -Reason 'nothing is slow'
        $run = Start-Job release -Change $changeId -IdempotencyKey "of $changeId" -Wait
        (Start-Job release -Change $changeId -IdempotencyKey "of $changeId").RunId | Should -Be $run.RunId
        (Get-TestError { Start-Job release -IdempotencyKey "of $changeId" }).Exception.Error.ExitCode | Should -Be 65
        (Get-Change $changeId).RunIds | Should -Be $run.RunId
    }

    It 'binds nothing with -WhatIf' {
        Set-Change $changeId Measured -Reason 'nothing is slow'
        Start-Job release -Change $changeId -WhatIf
        (Get-Change $changeId).RunIds | Should -BeNullOrEmpty
        (Get-Change $changeId).Status | Should -Be 'Measured'
    }
}

Describe 'Start-Job -RequireApproval' {
    BeforeAll {
        $null = New-TestLedger
        Register-TestJob plain
    }

    It 'asks for the approval of somebody else, and executes nothing before' {
        $run = Start-Job plain -RequireApproval
        $run.Status, $run.State | Should -Be 'AwaitingApproval', 'NotStarted'
        $found = Get-JobRun $run.RunId
        $found.ApprovalBy | Should -BeGreaterThan ([datetimeoffset]::UtcNow.AddHours(23))
        Start-JobWorker -UntilEmpty | Should -BeNullOrEmpty
        (Get-JobRun $run.RunId -Why).Why | Should -Match 'Awaits approval by somebody else; .* has asked for it. It is denied at 20'
        ($found | Out-String) | Should -Match 'Awaiting .*approve in 23 h'
    }

    It 'asks for nothing with -WhatIf' {
        Start-Job plain -RequireApproval -WhatIf
        (Get-JobRun -Status AwaitingApproval).Count | Should -Be 1
    }

    It 'is one run under one key' {
        $first, $again = 1..2 | ForEach-Object { Start-Job plain -RequireApproval -IdempotencyKey k }
        $again.RunId | Should -Be $first.RunId
    }

    It 'cannot be rehearsed where an environment asks for it' {
        Register-TestJob placed -Steps @{ run = 'true |undo| true' } -Policies @{ probes = @{ made = @{ path = 'made' } } }
        Set-JobEnvironment production -ApprovalFrom *
        (Get-TestError { Test-Rollback placed production }).FullyQualifiedErrorId | Should -Match '^JobOps.RehearsalNeedsApproval'
    }
}

Describe 'Start-Job with a job that others follow' {
    BeforeAll {
        $null = New-TestLedger
        Register-TestJob load -Steps ([ordered]@{ copy = 'test "${parameters.day}" != sunday && echo "{ ""rows"": 42 }"' }) -Parameters @{ day = @{ type = 'string' } } -Policies @{
            then = @{
                succeeded = @(@{ job = 'report'; parameters = @{ about = '${parameters.day} of run ${run.id}' } })
                failed = @('page'); always = @('tidy')
            }
        }
        Register-TestJob report -Steps @{ run = 'echo "${parameters.about}"' } -Parameters @{ about = @{ type = 'string' } }
        'page', 'tidy', 'fetch-eu', 'fetch-us' | ForEach-Object { Register-TestJob $_ }
        Register-TestJob merge -Policies @{ after = @('fetch-eu', 'fetch-us') }
    }

    It 'starts what follows a success, with what the run hands on, once' {
        $run = Start-Job load -Parameter @{ day = 'monday' } -Wait
        $followed = Start-JobWorker -UntilEmpty
        $followed.JobName | Sort-Object | Should -Be 'report', 'tidy'
        $followed.FollowsRunId | Should -Be $run.RunId, $run.RunId
        $followed.Batch | Select-Object -Unique | Should -Be "run $($run.RunId)"
        (Get-JobLog ($followed | Where-Object JobName -EQ report).RunId).Text | Should -Be "monday of run $($run.RunId)"
        Start-JobWorker -UntilEmpty | Should -BeNullOrEmpty
    }

    It 'starts what follows a failure' {
        $null = Start-Job load -Parameter @{ day = 'sunday' } -Wait -ErrorAction SilentlyContinue
        (Start-JobWorker -UntilEmpty).JobName | Sort-Object | Should -Be 'page', 'tidy'
    }

    It 'starts one after all others of a batch' {
        $null = Start-Job fetch-eu -BatchName b1
        $null = Start-Job fetch-us -BatchName b2
        (Start-JobWorker -UntilEmpty).JobName | Sort-Object | Should -Be 'fetch-eu', 'fetch-us'
        $null = Start-Job fetch-us -BatchName b1
        (Start-JobWorker -UntilEmpty).JobName | Should -Be 'fetch-us', 'merge'
        (Get-JobRun -BatchName b1).JobName | Should -Be 'merge', 'fetch-us', 'fetch-eu'
        (Get-JobRun -BatchName b2).JobName | Should -Be 'fetch-us'
        Get-JobRun -BatchName nosuch | Should -BeNullOrEmpty
    }

    It 'keeps in the journal what could not follow, and tells of it' {
        Set-JobNotification ops -Command sh, -c, "cat > '$TestDrive/refused.json'" -On ContinuationRefused
        Disable-JobDefinition report -Reason 'it is rewritten'
        $null = Start-Job load -Parameter @{ day = 'monday' } -Wait
        (Start-JobWorker -UntilEmpty).JobName | Should -Be 'tidy'
        $told = Get-Content "$TestDrive/refused.json" | ConvertFrom-Json
        $told.type, $told.data.error.id | Should -Be 'jobops.continuationRefused', 'JobDisabled'
    }
}
