BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger

    $script:count = 0
    # Runs a script as a runbook of its own; its output, of which the last is the run.
    function Invoke-TestRunbook([string] $Body) {
        $script:count++
        Invoke-Runbook (New-TestRunbook "book$script:count" $Body) -ErrorAction SilentlyContinue -ErrorVariable script:failures
    }
}
AfterAll { Disconnect-JobLedger }

Describe 'Invoke-JobStep' {
    It 'gives its result back as it is stored, in the first attempt too' {
        $output = Invoke-TestRunbook '
            $object = Invoke-JobStep object { [pscustomobject]@{ Name = "a"; Inner = @{ Deep = 1 } } }
            "$($object.Name) $($object.Inner.Deep)"
            (Invoke-JobStep list { 1; 2; 3 }).Count
            $null -eq (Invoke-JobStep nothing { })
            (Invoke-JobStep folder { Get-Item . }).pstypenames[0]'
        $output[0..3] | Should -Be 'a 1', 3, $true, 'Deserialized.System.IO.DirectoryInfo'
    }

    It 'runs in the scope of the script, with arguments if it has some' {
        $output = Invoke-TestRunbook '
            $x = 1
            $null = Invoke-JobStep a { $x = 2 }
            $x
            Invoke-JobStep b { param($p, $q) "$p and $q" } -ArgumentList 3, 4'
        $output[0..1] | Should -Be 2, '3 and 4'
    }

    It 'fails the run and stops the script, whatever its $ErrorActionPreference' {
        $output = Invoke-TestRunbook '$ErrorActionPreference = "Continue"; Invoke-JobStep a { throw "on fire" }; "after"'
        $output.Count | Should -Be 1
        $output[-1].Status | Should -Be 'Failed'
        $output[-1].Error.Id | Should -Be 'StepThrew'
        $output[-1].Error.Actual | Should -Be 'on fire'
        (Get-JobStep $output[-1].RunId).Status | Should -Be 'Failed'
    }

    It 'can be caught, for a last step that tidies up; the run fails all the same' {
        $output = Invoke-TestRunbook 'try { Invoke-JobStep a { throw "on fire" } } catch { Invoke-JobStep tidy { "tidy" } }'
        $output[0] | Should -Be 'tidy'
        $output[-1].Status | Should -Be 'Failed'
        $output[-1].Error.Actual | Should -Be 'on fire'
    }

    It 'writes the errors and warnings of its block into the log' {
        $output = Invoke-TestRunbook 'Invoke-JobStep a { $ErrorActionPreference = "Continue"; Write-Error "bad thing"; Write-Warning "odd thing"; sh -c "echo from sh >&2" }'
        $lines = Get-JobLog $output[-1].RunId
        ($lines | Where-Object Stream -EQ Error).Text | Should -Contain 'bad thing'
        ($lines | Where-Object Stream -EQ Error).Text | Should -Contain 'from sh'
        ($lines | Where-Object Stream -EQ Warning).Text | Should -Be 'odd thing'
        $lines.StepName | Select-Object -Unique | Should -Be 'a'
    }

    It 'refuses a name for the second time' {
        $output = Invoke-TestRunbook 'Invoke-JobStep a { 1 }; Invoke-JobStep a { 2 }'
        $output[-1].Error.Id | Should -Be 'StepNameRepeated'
    }

    It 'is refused outside of a run' {
        $failure = Get-TestError { Invoke-JobStep a { 1 } }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.NoRun'
        $failure.Exception.Error.ExitCode | Should -Be 64
    }

    It 'records the paths that it touches, for the change note' {
        $output = Invoke-TestRunbook "Invoke-JobStep write { Set-Content '$TestDrive/touched' x } -Touches '$TestDrive/touched'"
        (Get-JobStep $output[-1].RunId).After.Values.Kind | Should -Be 'File'
        (Write-ChangeNote $output[-1].RunId -Reason x -PassThru).Files[0].Before.Kind | Should -Be 'Absent'
    }

    It 'fails the run of a job whose step is a script: <Body>' -ForEach @(
        @{ Body = 'no-such-command; "on"'; Code = 1; Says = '*not recognized*' }
        @{ Body = 'Invoke-JobStep inner { 1 }'; Code = 1; Says = '*not recognized*' }
        @{ Body = 'sh -c "exit 5"; "on"'; Code = 1; Says = '*sh* 5 *' }
        @{ Body = 'exit 3'; Code = 3; Says = '' }
        @{ Body = 'throw "on fire"'; Code = 1; Says = '*on fire*' }
        @{ Body = 'if ('; Code = 1; Says = '*' }
        @{ Body = $null; Code = 1; Says = '*cannot be read*' }
    ) {
        $path = "$TestDrive/failing [1].ps1"
        if ($null -eq $Body) { Remove-Item -LiteralPath $path -ErrorAction Ignore } else { Set-Content -LiteralPath $path $Body }
        Register-JobDefinition -Name failing -Owner o -ExpectedResult e -RollbackNote r -ScriptPath $path
        $run = Start-Job failing -Wait -ErrorAction SilentlyContinue
        $run.Status | Should -Be 'Failed'
        $run.Error.CommandExitCode | Should -Be $Code
        (Get-JobLog $run.RunId).Text -replace '\e\[[0-9;]*m' -join ' ' | Should -BeLike $Says
        (Get-JobLog $run.RunId).Text | Should -Not -Contain 'on'
    }

    It 'gives a script its parameters as they are' {
        $values = '-x', '-force', '-n', '--', "it's a `"quote`" `$(1+1)", '2026-01-02T03:04:05', '', 'true', "two`nlines"
        $names = 0..($values.Count - 1) | ForEach-Object { "P$_" }
        "param([string] `$$($names -join ', [string] $'), [switch] `$Force)",
        "`"<`$(($($names.ForEach({ "`$$_" }) -join ', ')) -join '><')> `$Force `$(`$env:JOBOPS_SCRIPT_PARAMETERS)`"" | Set-Content "$TestDrive/taking.ps1"
        $declared, $passed, $given = @{}, @{ Force = 'true' }, @{}
        for ($index = 0; $index -lt $names.Count; $index++) {
            $declared[$names[$index]] = @{ default = '' }
            $passed[$names[$index]] = "`${parameters.$($names[$index])}"
            $given[$names[$index]] = $values[$index]
        }
        @{
            name = 'taking'; owner = 'o'; expectedResult = 'e'; rollbackNote = 'r'; parameters = $declared
            steps = @(@{ name = 'take'; readOnly = $true; script = @{ path = 'taking.ps1'; parameters = $passed } })
        } | ConvertTo-Json -Depth 8 | Set-Content "$TestDrive/taking.job.json"
        Register-JobDefinition "$TestDrive/taking.job.json"
        $run = Start-Job taking -Parameter $given -Wait
        $run.Status | Should -Be 'Succeeded' -Because $run.Error
        (Get-JobLog $run.RunId).Text -join "`n" | Should -Be "<$($values -join '><')> True "
    }

    It 'joins the run of a job whose step is a script' {
        Set-Content "$TestDrive/inner.ps1" "Import-Module '$ManifestPath'; Invoke-JobStep inner { 'from inside' }"
        Register-JobDefinition -Name outer -Owner o -ExpectedResult e -RollbackNote r -ScriptPath "$TestDrive/inner.ps1"
        $run = Start-Job outer -Wait
        $run.Status | Should -Be 'Succeeded'
        (Get-JobStep $run.RunId).StepName | Should -Be 'run', 'inner'
    }
}

Describe 'What a step writes' {
    It 'is in the log and on the screen when the step fails' {
        $output = Invoke-TestRunbook "
            `$null = Invoke-JobStep a { 'line 1'; bash -c 'echo the cause; echo and more >&2'; Write-Host said; throw 'boom' }" 6>&1
        $output[-1].Status | Should -Be 'Failed'
        $lines = Get-JobLog $output[-1].RunId
        # Standard output and standard error of a program are two pipes.
        $lines.Text | Sort-Object | Should -Be 'and more', 'line 1', 'said', 'the cause'
        $lines.StepName | Select-Object -Unique | Should -Be 'a'
        $output | ForEach-Object ToString | Should -Contain 'line 1'
        $output | ForEach-Object ToString | Should -Contain 'the cause'
    }

    It 'is in the log once when the step succeeds, whatever the script does with it' {
        $output = Invoke-TestRunbook '
            Invoke-JobStep a { "one"; "two" }
            $r = Invoke-JobStep b { "three" }
            Invoke-JobStep c { "four" } | ForEach-Object { "got $_" }
            $r'
        $output | Select-Object -SkipLast 1 | Should -Be 'one', 'two', 'got four', 'three'
        (Get-JobLog $output[-1].RunId).Text | Should -Be 'one', 'two', 'three', 'four', 'got four', 'three'
    }

    It 'is in the log before the step has ended' {
        $path = New-TestRunbook live "`$null = Invoke-JobStep a { 'first'; while (-not (Test-Path '$TestDrive/go')) { Start-Sleep -Milliseconds 50 } }"
        $test = Start-TestShell "Invoke-Runbook '$path'"
        try {
            Wait-TestCondition -What 'the first line' { (Get-JobRun -JobName live | Get-JobLog).Text -contains 'first' }
            (Get-JobRun -JobName live | Get-JobStep).Status | Should -Be 'Running'
            $null = New-Item "$TestDrive/go"
            $null = $test.Shell.EndInvoke($test.Call)
        }
        finally { $test.Shell.Dispose() }
    }

    It 'is shown by a script of a job file whose step fails' {
        Set-Content "$TestDrive/inner.ps1" "Import-Module '$ManifestPath'; `$null = Invoke-JobStep inner { 'line 1'; throw 'boom' }"
        Register-JobDefinition -Name shown -Owner o -ExpectedResult e -RollbackNote r -ScriptPath "$TestDrive/inner.ps1"
        $run = Start-Job shown -Wait -ErrorAction SilentlyContinue
        (Get-JobLog $run.RunId).Text | Should -Contain 'line 1'
    }

    It 'is nothing where it wrote nothing, the first time and when the run goes on' {
        $path = New-TestRunbook nothing "
            `$r = Invoke-JobStep a { }
            `"`$(@(`$r).Count) `$(Invoke-JobStep b { } | ForEach-Object { 'once' })|`"
            Invoke-JobStep c { `$null } | ForEach-Object { 'null' }
            Invoke-JobStep d { if (-not (Test-Path '$TestDrive/mended')) { throw 'not yet' } }"
        $first = Invoke-Runbook $path -ErrorAction SilentlyContinue
        $first[0..1] | Should -Be '0 |', 'null'
        $null = New-Item "$TestDrive/mended"
        $second = Restart-JobRun $first[-1].RunId -Wait
        $second[-1].Status | Should -Be 'Succeeded'
        $second | Select-Object -SkipLast 1 | Should -Be '0 |', 'null'
    }

    It 'comes back with the types that a background job of PowerShell gives back' {
        $block = {
            [DayOfWeek]::Monday; [version]'1.2'; [datetime]'2026-01-02'; [timespan]::FromSeconds(3); 3.5d; [uri]'http://x/'; [guid]::Empty
            @{ k = 1 }; [ordered]@{ k = 1 }; 9007199254740993; [char]'x'; [ipaddress]::Loopback; [cultureinfo]'de-DE'; [switch]$true
            [bigint]::Parse('12345678901234567890'); [xml]'<a/>'; [byte[]](1, 2); Get-Item /; { 1 }
        }
        $output = Invoke-TestRunbook "`$r = Invoke-JobStep a { $block }; `$r | ForEach-Object { `"`$(`$_.pstypenames[0])=`$_`" }"
        $expected = Microsoft.PowerShell.Core\Start-Job $block | Receive-Job -Wait -AutoRemoveJob | ForEach-Object { "$($_.pstypenames[0])=$_" }
        Compare-Object @($output | Select-Object -SkipLast 1) @($expected) | ForEach-Object InputObject | Should -BeNullOrEmpty
    }
}

Describe 'What ends a step' {
    It 'fails it: <Block>' -ForEach @(
        @{ Block = 'exit 7'; Says = 'The block ended with exit code 7.' }
        @{ Block = 'break'; Says = "*at a 'break' or 'continue' that stands in no loop of its own*" }
        @{ Block = 'throw @{ code = 5; at = @{ line = 1 } }'; Says = '*code = 5*' }
        @{ Block = 'throw [pscustomobject]@{ code = 5 }'; Says = 'code = 5' }
        @{ Block = 'throw'; Says = "a 'throw' without words" }
        @{ Block = 'sh -c "exit 23"; "on"'; Says = '*sh* 23 *' }
        @{ Block = '$keys = sh -c "exit 23"; "cleared $($keys.Count)"'; Says = '*sh* 23 *' }
        @{ Block = 'sh -c "exit 3" | ForEach-Object { 1 }'; Says = '*sh* 3 *' }
        @{ Block = 'Get-Item /no/such/thing; "on"'; Says = 'Cannot find path*' }
        @{ Block = 'no-such-command; "on"'; Says = "The term 'no-such-command'*" }
    ) {
        $output = Invoke-TestRunbook "Invoke-JobStep a { $Block }; 'after'"
        $output.Count | Should -Be 1 -Because 'neither the block nor the script goes on'
        $output[0].Status, $output[0].Error.Id | Should -Be 'Failed', 'StepThrew'
        $output[0].Error.Actual | Should -BeLike $Says
        (Get-JobStep $output[0].RunId).Status | Should -Be 'Failed'
    }

    It 'is told with its place, and with the last words of the program that failed' {
        $output = Invoke-TestRunbook "Invoke-JobStep copy {`n    sh -c 'echo one >&2; echo copy failed >&2; exit 23'`n}"
        $output[0].Error.What | Should -BeLike "Step 'copy' of run * failed at book*.ps1, line 10: sh -c 'echo one*"
        $output[0].Error.Actual | Should -BeLike '*sh* 23 *It said: one / copy failed'
        $output = Invoke-TestRunbook "`n`nthrow 'on fire'"
        $output[0].Error.What | Should -BeLike "*failed outside of its steps at book*.ps1, line 11: throw 'on fire'."
        $output = Invoke-TestRunbook "Invoke-JobStep a { 1 } -Rollback { sh -c 'echo no tape >&2; exit 2' }"
        (Invoke-Rollback $output[-1].RunId -Confirm:$false -ErrorAction Ignore).Reason | Should -BeLike '*sh* 2 *It said: no tape'
    }

    It "fails it where its 'continue' would have left a step out without a word" {
        $output = Invoke-TestRunbook 'foreach ($i in 1..3) { Invoke-JobStep "a$i" { continue } }'
        $output[0].Error.Actual | Should -BeLike "*'continue'*'return'*"
    }

    It 'is fine: <Block>' -ForEach @(
        @{ Block = '{ "x"; exit 0 }' }
        @{ Block = '{ return "x"; throw "never" }' }
        @{ Block = '{ foreach ($i in 1..3) { if ($i -eq 2) { break } }; "x" }' }
        @{ Block = '{ $PSNativeCommandUseErrorActionPreference = $false; sh -c "exit 1"; "x" }' }
        @{ Block = '{ try { sh -c "exit 1" } catch { "x" } }' }
        @{ Block = '{ $out = sh -c "echo x; exit 24"; $out } -AllowExitCode 1, 24' }
        @{ Block = '{ "x"; exit 24 } -AllowExitCode 24' }
    ) {
        $output = Invoke-TestRunbook "Invoke-JobStep a $Block; 'after'"
        $output[-1].Status | Should -Be 'Succeeded' -Because $output[-1].Error
        $output[-2] | Should -Be 'after'
    }

    It 'is an exit code that -AllowExitCode does not name, wherever in the block' {
        $output = Invoke-TestRunbook 'Invoke-JobStep a { sh -c "exit 23"; "on" } -AllowExitCode 24'
        $output[0].Error.Actual | Should -Be 'A program ended with exit code 23.'
        $output = Invoke-TestRunbook 'Invoke-JobStep a { sh -c "exit 24" } -AllowExitCode 24; Invoke-JobStep b { sh -c "exit 24" }'
        $output[-1].Error.What | Should -Match "'b'" -Because 'it holds for one step only'
    }
}

Describe 'Invoke-JobStep -Once' {
    It 'stops the run when it was interrupted, until a person has looked' {
        $location = (Get-JobLedger).Location
        $environment = @{ JOBOPS_LEDGER = $location; JOBOPS_LEASE_SECONDS = '1' }
        $path = New-TestRunbook mailing "
            Invoke-JobStep mail { Add-Content '$TestDrive/mails' x; while (-not (Test-Path '$TestDrive/sent')) { Start-Sleep -Milliseconds 50 } } -Once
            Invoke-JobStep last { 'done' }"
        $victim = Start-TestPwsh "Invoke-Runbook '$path'" -Environment $environment
        # With its content: the file is there before the line is.
        Wait-TestCondition -What 'the mail' { (Test-Path "$TestDrive/mails") -and (Get-Item "$TestDrive/mails").Length -gt 0 }
        $victim.Kill()
        Wait-TestProcess $victim

        $runId = (Get-JobRun -JobName mailing).RunId
        $answer = Invoke-TestPwsh "Restart-JobRun $runId -Wait" -Environment $environment
        $answer.ExitCode | Should -Be 3
        (Get-JobRun $runId).Status | Should -Be 'Unknown'
        $failure = Get-TestError { Restart-JobRun $runId -Wait }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps\.StepOutcomeUnknown,'
        $failure.Exception.Error.RetrySafety | Should -Be 'Unknown'

        $output = Restart-JobRun $runId -InterruptedStep Accept -Reason 'the mail is there' -Wait
        $output[-1].Status | Should -Be 'Succeeded'
        @(Get-Content "$TestDrive/mails").Count | Should -Be 1
    }
}

Describe 'Invoke-JobStep -Rollback' {
    It 'takes the result, values by $using:, functions of the script, and nothing else, to another process' {
        $output = Invoke-TestRunbook "
            function Join-Words(`$a, `$b) { Add-Dash `$a `$b }
            function Add-Dash(`$a, `$b) { `"`$a-`$b`" }
            `$where = @{ Path = '$TestDrive/undone' }
            Invoke-JobStep make { 'result' } -Rollback { param(`$result)
                `$text = Join-Words `$result (`$using:where).Path.Length
                Set-Content -Path `$using:where.Path -Value `$text
                'said while undoing' }"
        $output[-1].Status | Should -Be 'Succeeded'
        $answer = Invoke-TestPwsh "Invoke-Rollback $($output[-1].RunId) -Confirm:`$false" -Environment @{ JOBOPS_LEDGER = (Get-JobLedger).Location }
        $answer.Output | Should -Match 'Undone'
        Get-Content "$TestDrive/undone" | Should -Be "result-$("$TestDrive/undone".Length)"
        (Get-JobRun -Last 1 | Get-JobLog).Text | Should -Contain 'said while undoing'
    }

    It 'is stored before the step runs' {
        $output = Invoke-TestRunbook 'Invoke-JobStep a { throw "x" } -Rollback { "undo" }'
        (Get-JobStep $output[-1].RunId).Undo | Should -Match 'undo'
    }

    It 'becomes CannotUndo with the words of the block' {
        $output = Invoke-TestRunbook 'Invoke-JobStep a { 1 } -Rollback { throw "the tape is gone" }'
        $steps = Invoke-Rollback $output[-1].RunId -Confirm:$false -ErrorAction SilentlyContinue
        $steps.Status | Should -Be 'CannotUndo'
        $steps.Reason | Should -Match 'the tape is gone'
    }

    It 'becomes CannotUndo when it ends by <Block>' -ForEach @(
        @{ Block = 'exit 7'; Says = 'The block ended with exit code 7.' }
        @{ Block = "sh -c 'exit 5'; 'on'"; Says = '*sh* 5 *' }
        @{ Block = 'break'; Says = "*'break'*" }
        @{ Block = 'continue'; Says = "*'continue'*" }
        @{ Block = 'throw @{ code = 5 }'; Says = 'code = 5' }
        @{ Block = 'Get-Item /no/such/thing'; Says = 'Cannot find path*' }
        @{ Block = 'no-such-command'; Says = "The term 'no-such-command'*" }
    ) {
        $output = Invoke-TestRunbook "Invoke-JobStep a { 1 } -Rollback { $Block }"
        $steps = Invoke-Rollback $output[-1].RunId -Confirm:$false -ErrorAction SilentlyContinue
        $steps.Status | Should -Be 'CannotUndo'
        $steps.Reason | Should -BeLike $Says
        $LASTEXITCODE | Should -Be 1
        (Get-JobRun $output[-1].RunId).RolledBackBy | Should -BeNullOrEmpty
    }

    It 'undoes when it ends by <Block>' -ForEach @(
        @{ Block = 'exit 0' }, @{ Block = 'return' }, @{ Block = '$PSNativeCommandUseErrorActionPreference = $false; sh -c "exit 5"' }
    ) {
        $output = Invoke-TestRunbook "Invoke-JobStep a { 1 } -Rollback { $Block }"
        (Invoke-Rollback $output[-1].RunId -Confirm:$false).Status | Should -Be 'Undone'
    }

    It 'is refused when it uses <Variable>' -ForEach @(
        @{ Variable = '$folder'; Script = '$folder = 1; Invoke-JobStep a { "ran" } -Rollback { Remove-Item $folder }' }
        @{ Variable = '$PSScriptRoot'; Script = 'Invoke-JobStep a { "ran" } -Rollback { Remove-Item $PSScriptRoot/x }' }
        @{ Variable = '$global:folder'; Script = 'Invoke-JobStep a { "ran" } -Rollback { Remove-Item $global:folder }' }
        @{ Variable = '$missing'; Script = 'Invoke-JobStep a { "ran" } -Rollback { Remove-Item $using:missing }' }
        @{ Variable = '$hidden'; Script = 'function Clear-It { Remove-Item $hidden }; Invoke-JobStep a { "ran" } -Rollback { Clear-It }' }
        @{ Variable = '$sum'; Script = 'Invoke-JobStep a { "ran" } -Rollback { $sum += 1 }' }
    ) {
        $output = Invoke-TestRunbook $Script
        $output.Count | Should -Be 1 -Because 'the step is not executed'
        $output[0].Error.Id | Should -Be 'RollbackNotPortable'
        $output[0].Error.What | Should -Match ([regex]::Escape($Variable))
        $output[0].Error.Expected | Should -Match '\$using:'
        Get-JobStep $output[0].RunId | Should -BeNullOrEmpty
    }

    It 'may use its own variables and those of every session' {
        $output = Invoke-TestRunbook 'Invoke-JobStep a { 1 } -Rollback { param($result)
            $own = $result; foreach ($i in 1..2) { $own += $i }; [int] $typed, $other = 1, 2
            1 | ForEach-Object { "$_ $PSItem $env:HOME $typed $other $own $HOME $true $null" } }'
        $output[-1].Status | Should -Be 'Succeeded'
    }

    It 'does not store a secret' {
        $output = Invoke-TestRunbook '
            $password = ConvertTo-SecureString geheim44 -AsPlainText -Force
            Invoke-JobStep a { "ran" } -Rollback { Connect-Thing $using:password }'
        $output[0].Error.Id | Should -Be 'RollbackHoldsSecret'
    }

    It 'does not store a secret that is hidden in a value: <Path>' -ForEach @(
        @{ Path = '$using:h.inner.p'; Script = '$h = @{ inner = @{ p = $s } }; Invoke-JobStep a { "ran" } -Rollback { $using:h.inner.p }' }
        @{ Path = '$using:o.c.Password'; Script = '$o = [pscustomobject]@{ c = [pscredential]::new("u", $s) }; Invoke-JobStep a { "ran" } -Rollback { $using:o.c }' }
        @{ Path = '$using:l[1].p'; Script = '$l = @(1, @{ p = $s }); Invoke-JobStep a { "ran" } -Rollback { $using:l }' }
    ) {
        $output = Invoke-TestRunbook "`$s = ConvertTo-SecureString geheim44 -AsPlainText -Force; $Script"
        $output[0].Error.Id | Should -Be 'RollbackHoldsSecret'
        $output[0].Error.Actual | Should -Be "a secret in $Path"
        Get-JobStep $output[0].RunId | Should -BeNullOrEmpty
    }
}

Describe 'A result with a secret' {
    It 'is not stored, and fails the step: <Where>' -ForEach @(
        @{ Where = 'its result'; Block = '$Token' }
        @{ Where = 'its result.inner.p'; Block = '@{ inner = @{ p = $Token } }' }
        @{ Where = 'its result[1].Password'; Block = '1; [pscredential]::new("u", $Token)' }
        @{ Where = 'its result'; Block = '"the word is " + [System.Net.NetworkCredential]::new("x", $Token).Password' }
    ) {
        $path = New-TestRunbook leaking "param([securestring] `$Token) `$null = Invoke-JobStep a { $Block }; 'after'"
        $output = Invoke-Runbook $path -Parameter @{ Token = (ConvertTo-SecureString geheim45 -AsPlainText -Force) } -ErrorAction SilentlyContinue
        $output.Count, $output[0].Error.Id | Should -Be 1, 'StepHoldsSecret'
        $output[0].Error.Actual | Should -Be "a secret in $Where"
        $step = Get-JobStep $output[0].RunId
        $step.Status, $step.Result | Should -Be 'Failed', $null
    }

    It 'may be an argument of a step: arguments are not stored' {
        $output = Invoke-TestRunbook '
            $s = ConvertTo-SecureString geheim46 -AsPlainText -Force
            Invoke-JobStep a { param($p) $p.Length } -ArgumentList $s'
        $output[0] | Should -Be 8
    }
}

Describe 'The plan of a rollback' {
    It 'shows what will be executed with its stored values, and calls nothing undone' {
        $location = New-TestLedger
        $run = Invoke-Runbook (New-TestRunbook planned '
            $site = "/srv/it''s"
            $null = Invoke-JobStep copy { [pscustomobject]@{ From = "/backup"; Size = 3 } } -Rollback { param($b) Copy-Item $b.From $using:site }
            $null = Invoke-JobStep list { "a", "b" } -Rollback {
                param($names)
                Remove-Item $names
            }')
        $plan = (Invoke-TestPwsh "Invoke-Rollback $($run.RunId) -WhatIf" -Environment @{ JOBOPS_LEDGER = $location }).Output
        $plan | Should -Match ([regex]::Escape("copy: Pending; param(`$b) Copy-Item `$b.From `$using:site  # result = @{ From = '/backup'; Size = 3 }; `$using:site = '/srv/it''s'"))
        $plan | Should -Match "(?s)list: Pending; param\(\`$names\)\n      .*\n      # result = @\('a', 'b'\)"
        $plan | Should -Not -Match 'Undone'
    }
}

Describe 'What waits for the steps before it to be undone' {
    BeforeAll {
        $null = New-TestLedger
        Set-Content "$TestDrive/conf" old
        $path = New-TestRunbook reloads "
            `$null = Invoke-JobStep write { Set-Content '$TestDrive/conf' new } -Rollback { Set-Content '$TestDrive/conf' old }
            `$null = Invoke-JobStep reload { Copy-Item '$TestDrive/conf' '$TestDrive/live' } -AfterRollback { Copy-Item '$TestDrive/conf' '$TestDrive/live' }
            `$null = Invoke-JobStep notify { 'done' } -ReadOnly -AfterRollback { param(`$r) Add-Content '$TestDrive/said' `"`$r undone`" }
        "
        $run = Invoke-Runbook $path
    }

    It 'is foreseen in the plan' {
        Get-Content "$TestDrive/live" | Should -Be new
        $plan = Invoke-TestPwsh "Invoke-Rollback $($run.RunId) -WhatIf" -Environment @{ JOBOPS_LEDGER = (Get-JobLedger).Location }
        $plan.Output | Should -Match 'after reload: Pending; Copy-Item'
    }

    It 'is executed last, and with the result of its step' {
        $steps = Invoke-Rollback $run.RunId -Confirm:$false

        $steps.StepName | Should -Be 'reload', 'write', 'after reload', 'after notify'
        $steps.Status | Sort-Object -Unique | Should -Be Undone
        Get-Content "$TestDrive/live" | Should -Be old
        Get-Content "$TestDrive/said" | Should -Be 'done undone'
        (Get-JobRun $run.RunId).RolledBackBy | Should -Not -BeNullOrEmpty
    }

    It 'keeps the run from being undone when it fails, and is tried again' {
        $path = New-TestRunbook stuck "
            `$null = Invoke-JobStep write { 1 } -Rollback { }
            `$null = Invoke-JobStep reload { 2 } -AfterRollback { if (-not (Test-Path '$TestDrive/up')) { throw 'the service is down' } }
        "
        $run = Invoke-Runbook $path

        $trouble = Get-TestError { Invoke-Rollback $run.RunId -Confirm:$false }
        $trouble.Exception.Error.Actual | Should -Match 'the service is down'
        (Get-JobRun $run.RunId).RolledBackBy | Should -BeNullOrEmpty

        $null = New-Item "$TestDrive/up"
        $null = Invoke-Rollback $run.RunId -Confirm:$false
        (Get-JobRun $run.RunId).RolledBackBy | Should -Not -BeNullOrEmpty
    }
}

Describe 'A step whose PowerShell was killed' {
    It 'is tried again when what its program left has ended' {
        if (-not $IsLinux) { Set-ItResult -Skipped -Because 'processes are known by their environment on Linux'; return }
        $location = New-TestLedger
        $path = New-TestRunbook leaves "
            `$null = Invoke-JobStep work {
                if (Test-Path '$TestDrive/left') { return }
                sh -c 'echo `$`$ > $TestDrive/left.new; mv $TestDrive/left.new $TestDrive/left; trap `"`" TERM; while :; do sleep 600; done'
            }
        "
        $killed = Start-TestPwsh "Invoke-Runbook '$path' -IdempotencyKey k" -Environment @{ JOBOPS_LEDGER = $location }
        Wait-TestCondition -What 'its program' { Test-Path "$TestDrive/left" }
        $killed.Kill()
        Wait-TestProcess $killed
        $left = [int](Get-Content "$TestDrive/left")
        Get-Process -Id $left | Should -Not -BeNullOrEmpty

        $run = Invoke-Runbook $path -IdempotencyKey k -WarningAction SilentlyContinue

        $run.Status | Should -Be Succeeded
        # One that has ended stays a zombie, state Z, until whoever inherited it has asked for its exit code.
        Get-Content "/proc/$left/stat" -ErrorAction Ignore | Where-Object { $_ -notmatch '\) Z ' } | Should -BeNullOrEmpty
    }
}
