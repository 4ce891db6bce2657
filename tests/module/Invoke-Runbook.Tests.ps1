BeforeAll { . $PSScriptRoot/Support.ps1 }
AfterAll { Disconnect-JobLedger }

Describe 'Invoke-Runbook' {
    BeforeAll { $location = New-TestLedger }

    It 'runs a plain script as a run and gives its streams back as they are' {
        $path = New-TestRunbook streams '
            "output"; Write-Warning "warning"; Write-Information "information"; Write-Host "host"; Write-Verbose "verbose" -Verbose
            Invoke-JobStep step { "from the step" }'
        $all = Invoke-Runbook $path -Verbose *>&1
        ($all | Where-Object { $_ -is [string] }) | Should -Be 'output', 'from the step'
        ($all | Where-Object { $_ -is [System.Management.Automation.WarningRecord] }).Message | Should -Be 'warning'
        ($all | Where-Object { $_ -is [System.Management.Automation.InformationRecord] }).MessageData | ForEach-Object ToString | Should -Be 'information', 'host'
        $all[-1].Status | Should -Be 'Succeeded'
        $all[-1].Kind | Should -Be 'Runbook'
        (Get-JobLog $all[-1].RunId).Text | Should -Be 'output', 'warning', 'information', 'host', 'verbose', 'from the step'
        $LASTEXITCODE | Should -Be 0
    }

    It 'registers the script as a job, with its notes and its parameters' {
        $path = New-TestRunbook described 'param(
            [Parameter(Mandatory)] [string] $Site,
            [ValidateSet("blue", "green")] [string] $Colour = "blue",
            [ValidateRange(1, 9)] [int] $Count = 1, [switch] $Fast, [securestring] $Token)
            "$Site $Colour $Count $Fast $($Token.Length)"' -Notes "Owner: web team`nExpectedResult: The site runs.`nRollbackNote: Call it again."
        $output = Invoke-Runbook $path -Parameter @{ Site = 'a b'; Fast = $true; Token = (ConvertTo-SecureString 'geheim66' -AsPlainText -Force) }
        $output[0] | Should -Be 'a b blue 1 True 8'
        $job = Get-JobDefinition described
        $job.Owner, $job.ExpectedResult, $job.RollbackNote, $job.Description | Should -Be 'web team', 'The site runs.', 'Call it again.', 'A test.'
        $job.Parameters.Name | Should -Be 'Site', 'Colour', 'Count', 'Fast', 'Token'
        $job.Parameters.Type | Should -Be 'String', 'String', 'Integer', 'Boolean', 'String'
        $job.Parameters[0].Required | Should -BeTrue
        $job.Parameters[1].Allowed | Should -Be 'blue', 'green'
        $job.Parameters[2].Maximum | Should -Be 9
        $job.Parameters[4].Secret | Should -BeTrue
        $output[-1].Parameters.Keys | Should -Not -Contain 'Token'
    }

    It 'takes lists and hashtables, and gives them to the script as what they were' {
        $path = New-TestRunbook shaped '
            param([string[]] $Hosts, [int[]] $Ports, [hashtable] $Map, [ValidateCount(1, 2)] [string[]] $Few)
            "$($Hosts -join "+") $($Hosts.GetType().Name) $($Ports | Measure-Object -Sum | ForEach-Object Sum) $($Map.inner.list[1]) $($Map.when)"'
        $given = @{ Hosts = 'a', '-x y'; Ports = 1, 2; Map = @{ inner = @{ list = 1, 'two' }; when = $true } }
        $output = Invoke-Runbook $path -Parameter $given -IdempotencyKey k
        $output[0] | Should -Be 'a+-x y String[] 3 two True'
        (Invoke-Runbook $path -Parameter $given -IdempotencyKey k).Replayed | Should -BeTrue
        (Start-Job shaped -Parameter $output[-1].Parameters -Wait)[0] | Should -Be $output[0] -Because 'a stored value can be given again'
        (Invoke-Runbook $path -Parameter @{ Hosts = 'one'; Ports = @(); Map = @{ inner = @{ list = 1, 2 } } })[0] | Should -BeLike 'one String`[`]*'
        foreach ($bad in @{ Ports = 'x' }, @{ Map = 'x' }, @{ Few = 1..3 }) {
            (Get-TestError { Invoke-Runbook $path -Parameter $bad }).FullyQualifiedErrorId | Should -Match '^JobOps\.ParameterInvalid,'
        }
        $failure = Get-TestError { Invoke-Runbook $path -Parameter @{ Map = @{ inner = @{ p = ConvertTo-SecureString geheim -AsPlainText -Force } } } }
        "$failure" | Should -Match "'Map\.inner\.p'"
    }

    It 'takes a credential as a secret, and stores its user name' {
        $path = New-TestRunbook signing '
            param([pscredential] $Account)
            "$($Account.UserName) $($Account.GetNetworkCredential().Password.Length)"; $Account.GetNetworkCredential().Password
            if (-not $env:TEST_SIGNED) { throw "not yet" }'
        $account = [pscredential]::new('shop\bob', (ConvertTo-SecureString geheim99 -AsPlainText -Force))
        $output = Invoke-Runbook $path -Parameter @{ Account = $account } -ErrorAction SilentlyContinue
        $output[0..1] | Should -Be 'shop\bob 8', '***'
        $output[-1].Parameters.Account_UserName | Should -Be 'shop\bob'
        $output[-1].Parameters.Keys | Should -Not -Contain 'Account'
        $env:TEST_SIGNED = 1
        try { (Restart-JobRun $output[-1].RunId -Parameter @{ Account = $account } -Wait)[-1].Status | Should -Be 'Succeeded' }
        finally { $env:TEST_SIGNED = $null }
        (Get-TestError { Invoke-Runbook $path -Parameter @{ Account = 'bob' } }).FullyQualifiedErrorId | Should -Match '^JobOps\.ParameterInvalid,'
    }

    It 'masks secrets in the log' {
        $path = New-TestRunbook talkative 'param([securestring] $Token) [System.Net.NetworkCredential]::new("", $Token).Password'
        $output = Invoke-Runbook $path -Parameter @{ Token = (ConvertTo-SecureString 'geheim55' -AsPlainText -Force) }
        (Get-JobLog $output[-1].RunId).Text | Should -Be '***'
    }

    It 'masks secrets on the screen as in the log, on every stream' {
        $path = New-TestRunbook showing '
            param([securestring] $Token)
            $plain = [System.Net.NetworkCredential]::new("", $Token).Password
            "output $plain"; sh -c "echo native $plain; echo native error $plain >&2"; Write-Host "host $plain" -ForegroundColor Red
            Write-Warning "warning $plain"; Write-Information "information $plain"; Write-Verbose "verbose $plain" -Verbose
            Write-Error "error $plain" -ErrorAction Continue
            $r = Invoke-JobStep step { Write-Host "step $plain"; sh -c "echo step native $plain"; throw "thrown $plain" }'
        $token = ConvertTo-SecureString geheim77 -AsPlainText -Force
        $all = Invoke-Runbook $path -Parameter @{ Token = $token } -Verbose -ErrorAction Continue *>&1
        $text = $all | ForEach-Object { "$_", "$($_.Exception.Message)", "$($_.MessageData)" } | Out-String
        $text | Should -Not -Match 'geheim77'
        foreach ($what in 'output', 'native', 'native error', 'host', 'warning', 'information', 'verbose', 'error', 'step', 'step native', 'thrown') {
            $text | Should -Match "$what \*\*\*"
        }
        ($all | Where-Object { "$_" -eq 'host ***' }).MessageData.ForegroundColor | Should -Be 'Red'
    }

    It 'does not run again for the same key' {
        $path = New-TestRunbook keyed '"ran"; Invoke-JobStep a { 1 }'
        $first = Invoke-Runbook $path -IdempotencyKey k1
        $second = Invoke-Runbook $path -IdempotencyKey k1
        $first.Count | Should -Be 3
        $second.RunId | Should -Be $first[-1].RunId
        $second.Replayed | Should -BeTrue
        $first[-1].Replayed | Should -BeFalse
    }

    It 'says of a run that was undone that it was, and runs again on purpose only' {
        $path = New-TestRunbook undone '"ran"; Invoke-JobStep a { 1 } -Rollback { "undone" }'
        $first = (Invoke-Runbook $path -IdempotencyKey k)[-1]
        $null = Invoke-Rollback $first.RunId -Confirm:$false
        $by = (Get-JobRun $first.RunId).RolledBackBy

        $failure = Get-TestError { Invoke-Runbook $path -IdempotencyKey k }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.RunUndone,'
        "$failure" | Should -Match "(?s)undone by run $by.*-RunAgain"
        $LASTEXITCODE | Should -Be 65
        (Get-TestError { Start-Job undone -IdempotencyKey k -Wait }).FullyQualifiedErrorId | Should -Match '^JobOps\.RunUndone,'

        $again = Invoke-Runbook $path -IdempotencyKey k -RunAgain
        $again[0], $again[-1].Status | Should -Be 'ran', 'Succeeded'
        $again[-1].RunId | Should -Not -Be $first.RunId
        (Invoke-Runbook $path -IdempotencyKey k -RunAgain).RunId | Should -Be $again[-1].RunId -Because 'the new run has the key, and is not undone'
        (Get-JobRun $first.RunId).IdempotencyKey | Should -BeNullOrEmpty
        (Test-JobLedger).Valid | Should -BeTrue

        $null = Invoke-Rollback $again[-1].RunId -Confirm:$false
        (Start-Job undone -IdempotencyKey k -RunAgain -Wait)[0] | Should -Be 'ran'
    }

    It 'goes on with a failed run of the key where that is wanted' {
        $path = New-TestRunbook retried "
            Invoke-JobStep first { Add-Content '$TestDrive/retried.txt' first }
            Invoke-JobStep second { if (-not (Test-Path '$TestDrive/mend')) { throw 'not yet' } }"
        $failed = Invoke-Runbook $path -IdempotencyKey k -ErrorAction SilentlyContinue
        $null = New-Item "$TestDrive/mend"
        (Invoke-Runbook $path -IdempotencyKey k -ErrorAction SilentlyContinue).Status | Should -Be 'Failed' -Because 'nobody asked for it'
        $run = Invoke-Runbook $path -IdempotencyKey k -RetryFailed
        $run.RunId, $run.Status, $run.Replayed | Should -Be $failed.RunId, 'Succeeded', $false
        Get-Content "$TestDrive/retried.txt" | Should -Be 'first'
        (Invoke-Runbook $path -IdempotencyKey k -RetryFailed).Replayed | Should -BeTrue
    }

    It 'undoes a run that fails where that is wanted; it has failed all the same' {
        $path = New-TestRunbook undoing "
            Invoke-JobStep first { New-Item '$TestDrive/made' } -Rollback { Remove-Item '$TestDrive/made' } | Out-Null
            Invoke-JobStep second { throw 'on fire' } -ReadOnly"
        $run = Invoke-Runbook $path -RollbackOnFailure -ErrorAction SilentlyContinue -ErrorVariable failures
        $LASTEXITCODE | Should -Be 1
        $run.Status, $run.Error.Actual | Should -Be 'Failed', 'on fire'
        (Get-JobRun $run.RolledBackBy).Status | Should -Be 'Succeeded'
        "$TestDrive/made" | Should -Not -Exist
        @($failures | Where-Object { $_.Exception.Error.Id -eq 'RollbackIncomplete' }).Count | Should -Be 0

        $path = New-TestRunbook undoing "
            Invoke-JobStep first { 1 } -Rollback { throw 'no tape' } | Out-Null
            Invoke-JobStep second { throw 'on fire' } -ReadOnly"
        $run = Invoke-Runbook $path -RollbackOnFailure -ErrorAction SilentlyContinue -ErrorVariable failures
        $run.RolledBackBy | Should -BeNullOrEmpty
        "$failures" | Should -Match 'no tape'
        "$failures" | Should -Match 'on fire'
    }

    It 'refuses the same key with other parameters' {
        $path = New-TestRunbook reused 'param($x) "ran"'
        $null = Invoke-Runbook $path -Parameter @{ x = 1 } -IdempotencyKey k
        $failure = Get-TestError { Invoke-Runbook $path -Parameter @{ x = 2 } -IdempotencyKey k }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.IdempotencyKeyReused,'
        $failure = Get-TestError { Invoke-Runbook $path -Parameter @{ x = 2 } -IdempotencyKey k -Environment staging }
        $failure.Exception.Error.Actual | Should -Be "the environment is 'staging' and was not given; parameter 'x' is '2' and was '1'"
        (Get-TestError { Invoke-Runbook $path -IdempotencyKey k }).Exception.Error.Actual | Should -Be "parameter 'x' is not given and was '1'"
    }

    It 'stops at the first error, even one that a plain script would pass by' {
        $path = New-TestRunbook stopping 'Get-Item /no/such/thing; "after"'
        $output = Invoke-Runbook $path -ErrorAction SilentlyContinue -ErrorVariable failures
        $output.Count | Should -Be 1
        $output[0].Status | Should -Be 'Failed'
        $output[0].Error.Id | Should -Be 'RunbookThrew'
        $output[0].Error.Actual | Should -Match "^Cannot find path '/no/such/thing'"
        $failures[-1].ErrorDetails.RecommendedAction | Should -Be "Restart-JobRun $($output[0].RunId) -Wait"
    }

    It 'fails when the script says so by its exit code, and only then' {
        (Invoke-Runbook (New-TestRunbook exits 'exit 3') -ErrorAction SilentlyContinue)[-1].Error.Actual | Should -Be 'The script ended with exit code 3.'
        (Invoke-Runbook (New-TestRunbook exits0 'try { sh -c "exit 3" } catch { }; exit 0'))[-1].Status | Should -Be 'Succeeded'
    }

    It 'fails when it ends early: <Body>' -ForEach @(
        @{ Body = 'sh -c "exit 3"'; Says = '*sh* 3 *' }
        @{ Body = 'break'; Says = "*'break'*" }
        @{ Body = 'throw @{ code = 5 }'; Says = 'code = 5' }
        @{ Body = 'no-such-command'; Says = "The term 'no-such-command'*" }
    ) {
        $output = Invoke-Runbook (New-TestRunbook early "$Body; 'after'") -ErrorAction SilentlyContinue
        $output.Count | Should -Be 1
        $output[0].Status | Should -Be 'Failed'
        $output[0].Error.Actual | Should -BeLike $Says
    }

    It 'passes by a failed program where the script wants it' {
        $output = Invoke-Runbook (New-TestRunbook lenient '$PSNativeCommandUseErrorActionPreference = $false; sh -c "exit 3"; $LASTEXITCODE')
        $output[0] | Should -Be 3
        $output[-1].Status | Should -Be 'Succeeded'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'a file that is missing'; Body = $null; Id = 'RunbookNotFound'; Category = 'ObjectNotFound'; Says = 'bad.ps1' }
        @{ Name = 'a syntax error'; Body = "`n`nif ("; Id = 'RunbookInvalid'; Category = 'InvalidArgument'; Says = 'line \d+' }
        @{ Name = 'a parameter that cannot be stored'; Body = 'param([scriptblock] $Do)'; Id = 'RunbookInvalid'; Category = 'InvalidArgument'; Says = '(?s)\[string\[\]\].*\[hashtable\].*\[pscredential\].*\$Do' }
        @{ Name = 'an unknown parameter'; Body = 'param($x)'; Id = 'ParameterUnknown'; Category = 'InvalidArgument'; Says = 'colour'; Parameter = @{ colour = 1 } }
        @{ Name = 'a missing parameter'; Body = 'param([Parameter(Mandatory)] $x)'; Id = 'ParameterMissing'; Category = 'InvalidArgument'; Says = "'x'" }
    ) {
        $path = "$TestDrive/bad.ps1"
        if ($null -ne $Body) { $path = New-TestRunbook bad $Body }
        $failure = Get-TestError { Invoke-Runbook $path -Parameter $Parameter }
        ($failure.FullyQualifiedErrorId -split ',')[0] | Should -Be "JobOps.$Id"
        $failure.CategoryInfo.Category | Should -Be $Category
        $failure.Exception.Error.RetrySafety | Should -Be 'SafeAfter'
        "$failure" | Should -Match $Says
        $LASTEXITCODE | Should -Be 65
    }

    It 'asks <Name> before the run is written' -ForEach @(
        @{ Name = 'ValidatePattern'; Parameter = '[ValidatePattern("^v\d+$")] [string] $P'; Good = 'v1'; Bad = 'x1' }
        @{ Name = 'ValidateScript'; Parameter = '[ValidateScript({ Test-Path (Join-Path $PSScriptRoot $_) })] [string] $P'; Good = 'asked.ps1'; Bad = 'none.ps1' }
        @{ Name = 'ValidateLength'; Parameter = '[ValidateLength(2, 3)] [string] $P'; Good = 'abc'; Bad = 'abcd' }
        @{ Name = 'ValidateNotNullOrEmpty'; Parameter = '[ValidateNotNullOrEmpty()] [string] $P'; Good = 'a'; Bad = '' }
        @{ Name = 'ValidateRange'; Parameter = '[ValidateRange("Positive")] [int] $P'; Good = 1; Bad = -1 }
        @{ Name = 'ValidateRange by an expression'; Parameter = '[ValidateRange(1, [int]::MaxValue)] [int] $P'; Good = 1; Bad = -1 }
        @{ Name = 'a type'; Parameter = '[datetime] $P'; Good = '2026-01-02'; Bad = 'never' }
        @{ Name = 'ValidateScript with a function of the script, which is never there by then'; Parameter = '[ValidateScript({ Test-Mine $_ })] [string] $P'; Good = $null; Bad = 'x'; Types = 'function Test-Mine($x) { $true }' }
    ) {
        $path = New-TestRunbook asked "param($Parameter, `$Other = `$(throw 'a default is not asked for')) `"got `$P`"`n$Types"
        $before = (Get-JobRun -Last 1).RunId
        $failure = Get-TestError { Invoke-Runbook $path -Parameter @{ P = $Bad; Other = 1 } -IdempotencyKey bad }
        ($failure.FullyQualifiedErrorId -split ',')[0] | Should -Be 'JobOps.ParameterInvalid'
        $failure.Exception.Error.What | Should -Match "'P'"
        $LASTEXITCODE | Should -Be 65
        (Get-JobRun -Last 1).RunId | Should -Be $before -Because 'the key is still free'
        if ($null -ne $Good) { (Invoke-Runbook $path -Parameter @{ P = $Good; Other = 1 })[0] | Should -BeLike 'got *' }
        else { Invoke-Runbook $path -Parameter @{ Other = 1 } | Out-Null }
        (Get-TestError { Start-Job asked -Parameter @{ P = $Bad; Other = 1 } -Wait }).FullyQualifiedErrorId | Should -Match '^JobOps\.ParameterInvalid,'
    }

    It 'refuses <Name> in the param block before the run is written: PowerShell itself would not find it' -ForEach @(
        @{ Name = 'an enum of the script'; Parameter = '[Speed] $P'; Types = 'enum Speed { Fast; Safe }'; Missing = '[Speed]' }
        @{ Name = 'a list of them'; Parameter = '[Speed[]] $P'; Types = 'enum Speed { Fast; Safe }'; Missing = 'Speed' }
        @{ Name = 'a ValidateSet by a class of the script'; Parameter = '[ValidateSet([Sites])] [string] $P'; Missing = 'Sites'
            Types = 'class Sites : System.Management.Automation.IValidateSetValuesGenerator { [string[]] GetValidValues() { return "x" } }'
        }
        @{ Name = 'a validation of the script'; Parameter = '[Even()] [int] $P'; Missing = 'Even'
            Types = 'class EvenAttribute : System.Management.Automation.ValidateArgumentsAttribute { [void] Validate([object] $v, [System.Management.Automation.EngineIntrinsics] $e) { } }'
        }
        @{ Name = 'a type that the script makes'; Parameter = '[NotThereYet] $P'; Types = 'Add-Type "public class NotThereYet { }"'; Missing = '[NotThereYet]' }
    ) {
        $path = New-TestRunbook untyped "param($Parameter) 'ran'`n$Types"
        { & $path -P 2 } | Should -Throw -Because 'this is what PowerShell itself does'
        $before = (Get-JobRun -Last 1).RunId
        $failure = Get-TestError { Invoke-Runbook $path -Parameter @{ P = 2 } -IdempotencyKey k }
        ($failure.FullyQualifiedErrorId -split ',')[0] | Should -Be 'JobOps.RunbookInvalid'
        $failure.Exception.Error.Expected | Should -Match 'before the script runs'
        $failure.Exception.Error.Actual | Should -Match ([regex]::Escape($Missing))
        $LASTEXITCODE | Should -Be 65
        (Get-JobRun -Last 1).RunId | Should -Be $before
    }

    It 'takes a path with brackets as it is, from -LiteralPath, too' {
        $null = New-Item -ItemType Directory -Path "$TestDrive/web[1]"
        $path = New-TestRunbook 'web[1]/bracketed' '"ran in $(Split-Path $PSScriptRoot -Leaf)"'
        (Invoke-Runbook $path)[0] | Should -Be 'ran in web[1]'
        (Invoke-Runbook -LiteralPath $path)[0] | Should -Be 'ran in web[1]'
        (Get-TestError { Invoke-Runbook "$TestDrive/web*/bracketed.ps1" }).FullyQualifiedErrorId | Should -Match '^JobOps\.RunbookNotFound,'
    }

    It 'gives a name to one script: another one says so and runs nothing' {
        $null = New-Item -ItemType Directory "$TestDrive/a", "$TestDrive/b"
        $first = New-TestRunbook a/Rotate '"from a"'
        $second = New-TestRunbook b/Rotate '"from b"'
        (Invoke-Runbook $first -IdempotencyKey day)[0] | Should -Be 'from a'
        $failure = Get-TestError { Invoke-Runbook $second -IdempotencyKey day }
        ($failure.FullyQualifiedErrorId -split ',')[0] | Should -Be 'JobOps.JobNameTaken'
        "$failure" | Should -Match ([regex]::Escape($first))
        "$failure" | Should -Match '-Name.*Name: .*Unregister-JobDefinition Rotate'
        $LASTEXITCODE | Should -Be 65
        @(Get-JobRun -JobName Rotate).Count | Should -Be 1

        (Invoke-Runbook $second -IdempotencyKey day -Name Rotate-b)[0] | Should -Be 'from b'
        (Get-JobRun -JobName Rotate-b).IdempotencyKey | Should -Be 'day'
        Unregister-JobDefinition Rotate -Confirm:$false
        (Invoke-Runbook $second -IdempotencyKey tomorrow)[0] | Should -Be 'from b' -Because 'a script that was moved can have its name back'
    }

    It 'does not take the name of a job of steps, nor a job of steps the name of a runbook' {
        Register-TestJob taken
        (Get-TestError { Invoke-Runbook (New-TestRunbook taken '"never"') }).FullyQualifiedErrorId | Should -Match '^JobOps\.JobNameTaken,'
        (Start-Job taken -Wait).Status | Should -Be 'Succeeded'
        $null = Invoke-Runbook (New-TestRunbook mine '"ran"')
        (Get-TestError { Register-TestJob mine }).FullyQualifiedErrorId | Should -Match '^JobOps\.JobNameTaken,'
    }

    It 'takes its name from -Name or its notes, where the file has none that a job can have' {
        $path = New-TestRunbook 'Über [alt] den Plan' 'Invoke-JobStep a { "ran" }'
        $failure = Get-TestError { Invoke-Runbook $path }
        "$failure" | Should -Match '-Name'
        (Invoke-Runbook $path -Name ueber)[-1].JobName | Should -Be 'ueber'
        $path = New-TestRunbook 'a [b] c' 'Invoke-JobStep a { "ran" }' -Notes "Name: a-b`nOwner: o`nExpectedResult: e`nRollbackNote: r"
        $output = Invoke-Runbook $path
        $output[0], $output[-1].JobName | Should -Be 'ran', 'a-b'
        (Invoke-Runbook $path -Name typed)[-1].JobName | Should -Be 'typed' -Because 'what is typed goes first'
    }

    It 'names every note that is missing' {
        $path = New-TestRunbook unowned '"never"' -Notes 'ExpectedResult: x'
        "$(Get-TestError { Invoke-Runbook $path })" | Should -Match 'no Owner, no RollbackNote'
    }

    It 'runs nothing with -WhatIf' {
        $path = New-TestRunbook never '"ran"'
        Invoke-Runbook $path -WhatIf | Should -BeNullOrEmpty
        Get-JobDefinition never* | Should -BeNullOrEmpty
    }

    It 'is also started by its name, here and now with -Wait' {
        $path = New-TestRunbook named 'param($x) "got $x"'
        $null = Invoke-Runbook $path -Parameter @{ x = 1 }
        (Start-Job named -Parameter @{ x = 2 } -Wait)[0] | Should -Be 'got 2'
        Remove-Item $path
        (Get-TestError { Start-Job named -Parameter @{ x = 4 } -Wait }).FullyQualifiedErrorId | Should -Match '^JobOps\.RunbookNotFound,'
    }

    It 'goes on after it was stopped, when it is called again with its key' {
        $path = New-TestRunbook resumed "
            `$a = Invoke-JobStep first { Add-Content '$TestDrive/resumed.txt' first; 'one' }
            Invoke-JobStep wait { if (-not (Test-Path '$TestDrive/resume')) { Add-Content '$TestDrive/resumed.txt' waits; Start-Sleep 60 } }
            `"`$a and done`""
        $test = Start-TestShell "Invoke-Runbook '$path' -IdempotencyKey k"
        try {
            Wait-TestCondition -What 'the second step' { (Get-Content "$TestDrive/resumed.txt" -ErrorAction Ignore) -contains 'waits' }
            $test.Shell.Stop()
        }
        finally { $test.Shell.Dispose() }
        (Get-JobRun -JobName resumed).Status | Should -Be 'Cancelled'
        $null = New-Item "$TestDrive/resume"

        $output = Invoke-Runbook $path -IdempotencyKey k
        $output[0] | Should -Be 'one and done'
        $output[-1].Status, $output[-1].Replayed | Should -Be 'Succeeded', $false
        $LASTEXITCODE | Should -Be 0
        Get-Content "$TestDrive/resumed.txt" | Should -Be 'first', 'waits'
        @(Get-JobRun -JobName resumed).Count | Should -Be 1
    }

    It 'becomes Cancelled when it is stopped' {
        $path = New-TestRunbook endless 'Invoke-JobStep wait { Start-Sleep 60 }'
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript("Import-Module '$ManifestPath'; Invoke-Runbook '$path'")
            $null = $shell.BeginInvoke()
            Wait-TestCondition -What 'the step' { (Get-JobRun -JobName endless | Get-JobStep).Status -eq 'Running' }
            $shell.Stop()
        }
        finally { $shell.Dispose() }
        $run = Get-JobRun -JobName endless
        $run.Status | Should -Be 'Cancelled'
        $run.ExitCode | Should -Be 130
        (Get-JobStep $run.RunId).Status | Should -Be 'Interrupted'
    }
}

Describe 'A runbook whose process is killed' {
    BeforeAll {
        $location = New-TestLedger
        # A dead worker's lease has to run out before anybody goes on.
        $environment = @{ JOBOPS_LEDGER = $location; JOBOPS_LEASE_SECONDS = '2' }
        $log = "$TestDrive/log"
        $path = New-TestRunbook killed "
            `$made = Invoke-JobStep prepare { Add-Content '$log' prepare; [pscustomobject]@{ Name = 'thing'; Size = 3 } } -Rollback { param(`$result) Add-Content '$log' `"undo `$(`$result.Name)`" }
            Invoke-JobStep wait { Add-Content '$log' wait; while (-not (Test-Path '$TestDrive/go')) { Start-Sleep -Milliseconds 50 } }
            Invoke-JobStep use { Add-Content '$log' `"use `$(`$made.Name) `$(`$made.Size)`" }"
        $victim = Start-TestPwsh "Invoke-Runbook '$path' -IdempotencyKey k" -Environment $environment
        Wait-TestCondition -What 'the second step' { (Test-Path $log) -and (Get-Content $log) -contains 'wait' }
        $victim.Kill()
        Wait-TestProcess $victim
        $null = New-Item "$TestDrive/go"
        $first = Start-TestPwsh "Invoke-Runbook '$path' -IdempotencyKey k" -Environment $environment
        $second = Start-TestPwsh "Invoke-Runbook '$path' -IdempotencyKey k" -Environment $environment
        $first, $second | ForEach-Object { Wait-TestProcess $_ }
    }

    It 'is finished by whoever resumes it, by one of two' {
        $first.ExitCode, $second.ExitCode | Should -Be 0, 0
        (Get-JobRun -JobName killed).Count | Should -Be 1
        $run = Get-JobRun -JobName killed
        $run.Status | Should -Be 'Succeeded'
        $run.Attempt | Should -Be 2
    }

    It 'does not execute a finished step again, and sees its stored result' {
        Get-Content $log | Should -Be 'prepare', 'wait', 'wait', 'use thing 3'
        $steps = Get-JobRun -JobName killed | Get-JobStep
        $steps.Attempt | Should -Be 1, 2, 2
        $steps.Try | Should -Be 1, 2, 1
    }

    It 'says that a finished step was done before: on the screen, in the log, and in the table' {
        $said = @($first, $second).ForEach({ $_.StandardOutput.ReadToEnd() }) -match 'prepare: done before; not executed again'
        $said.Count | Should -Be 1 -Because 'one of the two executed it'
        $line = Get-JobRun -JobName killed | Get-JobLog | Where-Object Text -Match 'done before'
        $line.StepName, $line.Text | Should -Be 'prepare', 'prepare: done before; not executed again.'
        (Get-JobRun -JobName killed | Get-JobStep | Out-String) | Should -Match 'prepare .*done before, in'
    }

    It 'is undone in another process' {
        $answer = Invoke-TestPwsh 'Invoke-Rollback -JobName killed -Confirm:$false' -Environment $environment
        (Get-Content $log)[-1] | Should -Be 'undo thing'
        $answer.Output | Should -Match 'Undone'
    }

    It 'leaves a journal that verifies' { (Test-JobLedger).Valid | Should -BeTrue }
}

Describe 'A runbook whose process was killed, called again' {
    BeforeAll {
        $location = New-TestLedger
        # Elsewhere than on Linux nobody sees that a process is gone: its lease has to run out.
        $environment = @{ JOBOPS_LEDGER = $location; JOBOPS_LEASE_SECONDS = $IsLinux ? $null : '2' }
        $log = "$TestDrive/log-again"
        $path = New-TestRunbook again "
            Invoke-JobStep first { Add-Content '$log' first } -Rollback { Add-Content '$log' 'undo first' }
            Invoke-JobStep wait { Add-Content '$log' wait; while (-not (Test-Path '$TestDrive/go-again')) { Start-Sleep -Milliseconds 50 } } -Rollback {
                Add-Content '$log' 'undo wait'; while (-not (Test-Path '$TestDrive/undo-again')) { Start-Sleep -Milliseconds 50 } }"

        # Kills a call as soon as the log ends with a line.
        function Stop-TestCall([string] $Command, [string] $Line) {
            $victim = Start-TestPwsh $Command -Environment $environment
            Wait-TestCondition -What $Line -Seconds 120 { (Get-Content $log -Tail 1 -ErrorAction Ignore) -eq $Line }
            $victim.Kill()
            Wait-TestProcess $victim
            if (-not $IsLinux) { Wait-TestCondition -What 'the lease' { -not (Get-JobRun -JobName again -Status Running).Where({ -not $_.IsAbandoned }) } }
        }
        Stop-TestCall "Invoke-Runbook '$path' -IdempotencyKey monday" 'wait'
        $null = New-Item "$TestDrive/go-again"
    }

    It 'is cancelled with a warning when another key is asked for' {
        $run = Invoke-Runbook $path -IdempotencyKey tuesday -WarningVariable warnings -WarningAction SilentlyContinue
        $run.Status | Should -Be 'Succeeded'
        $run.RunId | Should -Be 2
        (Get-JobRun 1).Status | Should -Be 'Cancelled'
        "$warnings" | Should -Match '^Run 1 of again was left by worker .+, which is gone: it is cancelled, because'
    }

    It 'goes on when its own key is asked for' {
        $run = Invoke-Runbook $path -IdempotencyKey monday
        $run.RunId, $run.Status | Should -Be 1, 'Succeeded'
        (Get-JobStep 1).Attempt | Should -Be 1, 2
    }

    It 'says that a rollback was left half-way, which goes on when it is asked for again' {
        Stop-TestCall 'Invoke-Rollback 1 -Confirm:$false' 'undo wait'
        $null = New-Item "$TestDrive/undo-again"
        $null = Invoke-Runbook $path -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -Match '^The rollback of run 1, run 3, was left by worker .+, which is gone: run 1 is not undone, or half;'
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        (Invoke-Rollback 1 -Confirm:$false).Status | Should -Be 'Undone', 'Undone'
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 25
        (Get-JobRun 3).Status | Should -Be 'Succeeded'
        (Get-Content $log)[-2, -1] | Should -Be 'undo wait', 'undo first'
    }
}

Describe 'A runbook that was changed since its run began' {
    BeforeAll {
        $null = New-TestLedger
        $text = 'Invoke-JobStep first { "one" }; Invoke-JobStep second { throw "not yet" }'
        $path = New-TestRunbook changing $text
        $run = (Invoke-Runbook $path -IdempotencyKey k -ErrorAction SilentlyContinue)[-1]
        $path = New-TestRunbook changing ($text -replace 'throw "not yet"', '"two"')
    }

    It 'does not go on without a word' {
        $failure = Get-TestError { Restart-JobRun $run.RunId -Wait }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.RunbookChanged,'
        $failure.Exception.Error.What | Should -Match 'finished steps: first'
        $failure.Exception.Error.RetrySafety | Should -Be 'NotSafe'
    }

    It 'goes on with -AcceptChange' {
        $output = Restart-JobRun $run.RunId -Wait -AcceptChange
        $output | Select-Object -SkipLast 1 | Should -Be 'one', 'two'
        $output[-1].Status | Should -Be 'Succeeded'
    }
}

Describe 'The exit code of pwsh' {
    BeforeAll {
        $location = New-TestLedger
        $environment = @{ JOBOPS_LEDGER = $location }
        $good = New-TestRunbook good 'Invoke-JobStep a { 1 }'
        $bad = New-TestRunbook bad 'Invoke-JobStep a { throw "on fire" }'
        $invalid = New-TestRunbook invalid '"never"' -Notes ''
        Set-Content "$TestDrive/wrapper.ps1" "param(`$Path) Import-Module '$ManifestPath'; `$null = Invoke-Runbook `$Path -IdempotencyKey wrapped; 'after'"

        function Invoke-Wrapper([string] $Path, [hashtable] $Environment = $environment) {
            $wrapper = "$TestDrive/wrapper-$([guid]::NewGuid().ToString('N')).ps1"
            "& '$TestDrive/wrapper.ps1' '$Path'" | Set-Content $wrapper
            Invoke-TestPwsh -File $wrapper -Environment $Environment
        }
    }

    It 'is 0 for a run that succeeds and 0 for its replay, under -File' {
        $first = Invoke-Wrapper $good
        $first.ExitCode | Should -Be 0
        $first.Output | Should -Match 'after' -Because 'the rest of the script is executed'
        (Invoke-Wrapper $good).ExitCode | Should -Be 0
    }

    It 'is <Code> for <Name>, under -File and -Command' -ForEach @(
        @{ Code = 1; Name = 'a run that fails'; Runbook = 'bad' }
        @{ Code = 65; Name = 'a bad runbook'; Runbook = 'invalid' }
        @{ Code = 69; Name = 'a ledger that does not answer'; Runbook = 'good'
            Ledger = 'sqlserver:Server=tcp:127.0.0.1,1;Database=x;Connect Timeout=1;Encrypt=false'
        }
    ) {
        $path = (Get-Variable $Runbook).Value
        $where = $Ledger ? @{ JOBOPS_LEDGER = $Ledger } : $environment
        $answer = Invoke-Wrapper $path $where
        $answer.ExitCode | Should -Be $Code
        $answer.Output | Should -Match 'after'
        (Invoke-TestPwsh "Invoke-Runbook '$path'" -Environment $where).ExitCode | Should -Be $Code
    }

    It 'is 124 for a job that takes too long' {
        Register-JobDefinition -Name slow -Owner o -ExpectedResult e -RollbackNote r -Command sleep, 60 -Timeout 0:0:1
        (Invoke-TestPwsh 'Start-Job slow -Wait' -Environment $environment).ExitCode | Should -Be 124
    }

    It 'is what the script says, where it says so' {
        Set-Content "$TestDrive/own.ps1" "Import-Module '$ManifestPath'; `$null = Invoke-Runbook '$bad'; exit 5"
        (Invoke-TestPwsh -File "$TestDrive/own.ps1" -Environment $environment).ExitCode | Should -Be 5
    }

    It 'does not end a session in which somebody types' {
        $start = New-TestPwshStart '-Command', '-'
        Set-TestEnvironment $start $environment
        $session = [System.Diagnostics.Process]::Start($start)
        $session.StandardInput.WriteLine("Import-Module '$ManifestPath'")
        $session.StandardInput.WriteLine("`$null = Invoke-Runbook '$bad' 2>`$null")
        $session.StandardInput.WriteLine('"still here with $LASTEXITCODE"')
        $session.StandardInput.Close()
        $output = $session.StandardOutput.ReadToEndAsync()
        Wait-TestProcess $session
        Receive-TestText $output | Should -Match 'still here with 1'
    }
}

Describe 'A runbook whose ledger has no room' {
    BeforeAll {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive disk)).FullName
        $mounted = $IsLinux -and $(mount -t tmpfs -o size=4m tmpfs $folder *> $null; $LASTEXITCODE -eq 0)
    }

    AfterAll {
        Disconnect-JobLedger
        if ($mounted) { umount -l $folder }
    }

    # What is done must not be done again only because it could not be written down at once.
    It 'writes down what its steps did as soon as there is room again' {
        if (-not $mounted) { Set-ItResult -Skipped -Because 'mounting a small file system needs rights that this user does not have'; return }
        Connect-JobLedger "sqlite:$folder/ledger.db"
        # The room comes back when the program that the step left behind ends. Nothing shows from outside that a write was
        # refused; the step ends at once, so three seconds of a full disk are two refusals, and a slow machine only has fewer.
        $path = New-TestRunbook narrow '
            param($Folder, $Notes)
            Invoke-JobStep fill {
                Add-Content $Notes "filled"
                sh -c "cat /dev/zero > $Folder/ballast" 2> $null
                $null = sh -c "(sleep 3; rm $Folder/ballast) > /dev/null 2>&1 &"
                "full"
            } -AllowExitCode 1
            Invoke-JobStep after { Add-Content $Notes "after" }'
        $notes = Join-Path $TestDrive narrow.txt

        $run = (Invoke-Runbook $path -Parameter @{ Folder = $folder; Notes = $notes } -ErrorAction SilentlyContinue)[-1]

        Get-Content $notes | Should -Be 'filled', 'after'
        $run.Status | Should -Be Succeeded -Because $run.Error
        (Get-JobStep $run.RunId).Status | Should -Be 'Succeeded', 'Succeeded'
        (Get-JobStep $run.RunId)[0].Result | Should -Match full
    }
}

Describe 'Invoke-Runbook of a change' {
    It 'applies the change, and is one of its runs' {
        $null = New-TestLedger
        $changeId = (Open-TestChange).ChangeId
        $path = New-TestRunbook lifetime 'Invoke-JobStep set { "set" }'
        (Get-TestError { Invoke-Runbook $path -Change $changeId }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotMeasured,*'
        Set-Change $changeId Measured -Reason 'nothing is slow'
        $run = (Invoke-Runbook $path -Change $changeId)[-1]
        "$($run.ChangeId)", $run.Status | Should -Be "$changeId", 'Succeeded'
        $change = Get-Change $changeId
        "$($change.Status) $($change.RunIds)" | Should -Be "Applied $($run.RunId)"
        (Write-ChangeNote $changeId -Reason 'why' -PassThru).Commands | Should -BeLike "Invoke-Runbook*-Change $changeId*"
        Disconnect-JobLedger
    }
}
