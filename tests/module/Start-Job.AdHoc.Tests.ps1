BeforeAll { . $PSScriptRoot/Support.ps1 }

Describe 'Start-Job with a script block for the ledger' {
    BeforeAll {
        $location = New-TestLedger
        $words = @{ Owner = 'shop team'; ExpectedResult = 'It is said.'; RollbackNote = 'Nothing to undo.' }
        Register-TestJob plain
    }

    AfterAll {
        Get-Job | Remove-Job -Force
        Disconnect-JobLedger
    }

    It 'records a run with one step, its streams and its outcome' {
        $value = @{ inner = 'using' }
        # Else it is the user's own, and stays.
        $mine = Get-Item $Hasty.ForEach({ "env:$_" }) -ErrorAction Ignore
        $mine | Remove-Item
        Set-Content "$TestDrive/here.txt" ''
        $job = Start-Job {
            param($a, $b)
            Write-Warning careful; Write-Verbose told -Verbose; "$a $b $($using:value.inner) $(Test-Path here.txt)"
            @(Get-Item ($using:Hasty).ForEach({ "env:$_" }) -ErrorAction Ignore).Count
        } -ArgumentList 'x', 7 @words -WorkingDirectory $TestDrive
        $mine | ForEach-Object { Set-Item "env:$($_.Name)" $_.Value }
        $job | Should -BeOfType JobOps.Cmdlets.LedgerJob
        $job.Name | Should -Match '^adhoc-[0-9a-f]{8}$'
        Receive-Job $job -Wait -WarningVariable warnings -WarningAction Ignore | Should -Be 'x 7 using True', 0
        $job.State, "$($job.JobStateInfo.Reason)" | Should -Be 'Completed', ''
        $run = $job | Get-JobRun
        $run.Kind, $run.Status | Should -Be 'Runbook', 'Succeeded'
        $step = $job | Get-JobStep
        $step.StepName, $step.Status | Should -Be 'script', 'Succeeded'
        ($job | Get-JobLog).Stream | Should -Be 'Warning', 'Verbose', 'Output', 'Output'
        $definition = Get-JobDefinition $job.Name
        $definition.Owner, $definition.ExpectedResult, $definition.RollbackNote | Should -Be $words.Owner, $words.ExpectedResult, $words.RollbackNote
        $definition.ScriptText | Should -Match 'Write-Warning careful'
        (Test-JobLedger).Valid | Should -BeTrue

        $again = Start-Job $job.Name -Parameter $run.Parameters -Wait -WarningAction Ignore
        $again[-1].Status | Should -Be 'Succeeded' -Because 'it is a job like any other, with all that it took'
    }

    It 'keeps a version for each distinct block under the name that it is given' {
        $blocks = { throw 'on fire' }, { throw 'on fire again' }, { throw 'on fire' }
        $jobs = $blocks.ForEach({ Start-Job -Name named -ScriptBlock $_ @words })
        $jobs.JobVersion | Should -Be 1, 2, 3
        $null = $jobs | Wait-Job -Timeout 60
        $jobs.State | Should -Be 'Failed', 'Failed', 'Failed'
        $jobs[1].JobStateInfo.Reason.Error.Actual | Should -Be 'on fire again'
        ($jobs[1] | Get-JobStep).Status | Should -Be 'Failed'
    }

    It 'fails where its block ends early' {
        $ends = [ordered]@{
            { exit 4 } = '*exit code 4*'; { break } = "*'break'*"; { sh -c 'exit 23'; 'on' } = '*sh* 23 *'; { throw @{ code = 5 } } = 'code = 5'
        }
        $jobs = foreach ($block in $ends.Keys) { Start-Job -ScriptBlock $block @words }
        $good = Start-Job { 'x'; exit 0 } @words
        $null = @($jobs) + $good | Wait-Job -Timeout 120
        $jobs.State | Should -Be (@('Failed') * 4)
        $said = @($ends.Values)
        foreach ($i in 0..3) { $jobs[$i].JobStateInfo.Reason.Error.Actual | Should -BeLike $said[$i] }
        $good.State | Should -Be 'Completed'
    }

    It 'is stopped like any run' {
        $job = Start-Job { 'started'; Start-Sleep -Seconds 60 } @words
        Wait-TestCondition { $job.Output.Count -gt 0 } 'the first line'
        Stop-Job $job
        $job.State, $job.Status | Should -Be 'Stopped', 'Cancelled'
        ($job | Get-JobStep).Status | Should -Be 'Interrupted'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'one word of three'; Command = { Start-Job { 1 } -Owner o }; Id = 'AdHocIncomplete'; Says = 'for want of -ExpectedResult and -RollbackNote' }
        @{ Name = 'two words of three'; Command = { Start-Job { 1 } -Owner o -ExpectedResult e }; Id = 'AdHocIncomplete'; Says = 'for want of -RollbackNote' }
        @{ Name = 'what only background jobs take'; Command = { Start-Job { 1 } @words -InitializationScript { 2 } }; Id = 'AdHocParameterUnsupported'; Says = '-InitializationScript' }
        @{ Name = 'pipeline input'; Command = { 1 | Start-Job { $input } @words }; Id = 'AdHocParameterUnsupported'; Says = '-InputObject' }
        @{ Name = 'the name of another job'; Command = { Start-Job { 1 } -Name plain @words }; Id = 'AdHocNameTaken'; Says = "'plain'" }
        @{ Name = 'a name that no job can have'; Command = { Start-Job { 1 } -Name 'a b' @words }; Id = 'JobInvalid'; Says = 'name' }
        @{ Name = 'a secret'; Command = { $token = [pscredential]::new('u', (ConvertTo-SecureString x -AsPlainText -Force)); Start-Job { $using:token } @words }
            Id = 'AdHocHoldsSecret'; Says = '\$using:token' }
        @{ Name = 'a secret in a value'; Command = { $h = @{ inner = @{ p = ConvertTo-SecureString x -AsPlainText -Force } }; Start-Job { $using:h.inner.p } @words }
            Id = 'AdHocHoldsSecret'; Says = '\$using:h\.inner\.p' }
        @{ Name = 'a secret in an argument'; Command = { Start-Job { 1 } -ArgumentList 1, @{ p = ConvertTo-SecureString x -AsPlainText -Force } @words }
            Id = 'AdHocHoldsSecret'; Says = '-ArgumentList\[1\]\.p' }
    ) {
        $before = (Get-JobRun -Last 1).RunId
        $failure = Get-TestError $Command
        ($failure.FullyQualifiedErrorId -split ',')[0] | Should -Be "JobOps.$Id"
        "$failure" | Should -Match $Says
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        (Get-JobRun -Last 1).RunId | Should -Be $before
    }

    It 'starts nothing with -WhatIf' {
        $before = (Get-JobDefinition).Count
        Start-Job { 'unseen' } @words -WhatIf | Should -BeNullOrEmpty
        (Get-JobDefinition).Count | Should -Be $before
    }

    It 'leaves a plain script block to PowerShell' {
        (Start-Job { 1 } | Wait-Job -Timeout 60).PSJobTypeName | Should -Be 'BackgroundJob'
    }
}
