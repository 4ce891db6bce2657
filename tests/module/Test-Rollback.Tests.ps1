BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    $site = New-Item -ItemType Directory "$TestDrive/site"
    Set-Content "$site/version" 1
    Set-JobEnvironment staging @{ root = "$site"; url = 'http://staging' }
    Set-JobEnvironment production @{ root = "$site"; url = 'http://shop' } -ExpectedDifference @{ url = 'each its own' }
    $probes = @{ site = @{ path = '${environment.root}' } }
    $parameters = @{ version = @{ required = $true } }
    Register-TestJob publish -Parameters $parameters -Policies @{
        probes = $probes; environments = @('staging', 'production'); requireRehearsal = @{ environment = 'staging'; maxAge = '7d' }
        steps = @(@{
                name = 'switch'; command = @('sh', '-c', 'mv "$1/version" "$1/old"; echo "$2" > "$1/version"', 'sh', '${environment.root}', '${parameters.version}')
                undo = @{ command = @('sh', '-c', 'mv "$1/old" "$1/version"', 'sh', '${environment.root}') }
            })
    }
    Register-TestJob leaves -Policies @{
        probes = $probes
        steps = @(@{ name = 'log'; command = @('sh', '-c', 'date +%N >> "$1/log"', 'sh', '${environment.root}'); undo = @{ command = @('true') } })
    }
}
AfterAll { Disconnect-JobLedger }

Describe 'Test-Rollback' {
    It 'passes where the rollback puts back what the job changed' {
        $rehearsal = Test-Rollback publish staging @{ version = '2' }
        $rehearsal.Passed, $rehearsal.Holds, $rehearsal.Failure | Should -Be $true, $true, $null
        Get-Content "$site/version" | Should -Be 1
        ($rehearsal | Out-String -Width 80) | Should -Match 'publish +staging +passed'
        ($rehearsal | Format-List | Out-String -Width 200) | Should -Match 'site: changed, and as before after the rollback'
    }

    It 'names what the rollback has left, and ends a script with 2' {
        $rehearsal = Test-Rollback leaves staging
        $rehearsal.Passed | Should -BeFalse
        $rehearsal.Failure | Should -Be 'after the rollback it is not as it was before'
        $rehearsal.Differences[0] | Should -Match '^site: \+ log file '
        (Invoke-TestPwsh -Command 'Test-Rollback leaves staging' -Environment @{ JOBOPS_LEDGER = $location }).ExitCode | Should -Be 2
    }

    It 'says with -Verbose what comes next' {
        $said = "$(Test-Rollback publish staging @{ version = '3' } -Verbose 4>&1)"
        $said | Should -Match 'Executing it in staging'
        $said | Should -Match 'Rolling run \d+ back'
    }

    It 'changes nothing under -WhatIf' {
        $count = @(Get-JobRun).Count
        Test-Rollback publish staging @{ version = '2' } -WhatIf | Should -BeNullOrEmpty
        @(Get-JobRun).Count | Should -Be $count
    }

    It 'is for a change without applying it' {
        $changeId = (Open-TestChange).ChangeId
        (Test-Rollback publish staging @{ version = '2' } -Change $changeId).ChangeId | Should -Be $changeId
        (Get-Change $changeId).Status | Should -Be 'Open'
    }

    It 'refuses what it cannot rehearse' {
        Register-TestJob plain
        (Get-TestError { Test-Rollback plain staging }).FullyQualifiedErrorId | Should -Match '^JobOps.ProbesMissing'
        (Get-TestError { Test-Rollback publish nosuch @{ version = '2' } }).FullyQualifiedErrorId | Should -Match '^JobOps.Environment'
        (Get-TestError { Test-Rollback nosuch staging }).FullyQualifiedErrorId | Should -Match '^JobOps.JobNotFound'
        (Get-TestError { Test-Rollback publish staging }).FullyQualifiedErrorId | Should -Match '^JobOps.ParameterMissing'
    }
}

Describe 'A job that asks for a rehearsal' {
    It 'is started on one that holds, and the run says on which' {
        $rehearsal = Test-Rollback publish staging @{ version = '4' }
        $run = Start-Job publish -Environment production -Parameter @{ version = '5' } -Wait
        $run.Status, $run.RehearsalId | Should -Be 'Succeeded', $rehearsal.RehearsalId
        ($run | Format-List | Out-String) | Should -Match "Rehearsed +: by rehearsal $($rehearsal.RehearsalId)"
        $null = Invoke-Rollback $run.RunId -Confirm:$false
    }

    It 'is refused after an edit, with what voided it and the command to type' {
        Set-JobEnvironment production @{ workers = 8 }
        $failure = Get-TestError { Start-Job publish -Environment production -Parameter @{ version = '5' } }
        $failure.Exception.Error.Id | Should -Be 'RehearsalMissing'
        $failure.Exception.Error.Actual | Should -Match "workers is missing in staging, as it was rehearsed, and '8' in production"
        $failure.Exception.Error.NextCommand.PowerShell | Should -Be 'Test-Rollback publish -Environment staging'
        $failure.Exception.Error.ExitCode | Should -Be 77
    }

    It 'is forced with a reason, which the run and the note keep' {
        (Get-TestError { Start-Job publish -Environment production -Parameter @{ version = '5' } -Force }).Exception.Error.Id | Should -Be 'ForceReasonMissing'
        $run = Start-Job publish -Environment production -Parameter @{ version = '5' } -Force -Reason 'the shop is down' -Wait
        $run.ForceReason | Should -Be 'the shop is down'
        $note = Write-ChangeNote $run.RunId -Reason 'it was needed' -PassThru
        $note.Forced | Should -Be "run $($run.RunId) was started without a rehearsal: the shop is down"
        ($note | Format-List | Out-String -Width 120) | Should -Match 'Forced +: run \d+ was started without a rehearsal'
        (Test-JobLedger).Valid | Should -BeTrue
    }
}

Describe 'Test-Rollback of a runbook' {
    BeforeAll {
        $script:site = New-Item -ItemType Directory "$TestDrive/rotated-$([guid]::NewGuid())"
        Set-Content "$site/key" old
        Set-JobEnvironment staging @{ keys = "$site" }
        Set-JobEnvironment production @{ keys = "$site" } -ExpectedDifference @{ keys = 'each has its own'; workers = 'more visitors' }
        $script:body = @'
$keys = $JobEnvironment.keys
Invoke-JobStep switch { Copy-Item "$keys/key" "$keys/kept"; Set-Content "$keys/key" new } -Rollback { Move-Item -Force "$using:keys/kept" "$using:keys/key" }
'@
        $script:path = New-TestRunbook rotate $body
        $script:file = "$path.jobops.json"
    }
    AfterAll { Remove-Item $file -ErrorAction Ignore }

    It 'takes the probes of the file beside the script, and the rehearsal that it asks for' {
        Set-Content $file '{ "probes": { "keys": { "path": "${environment.keys}" } }, "requireRehearsal": { "environment": "staging", "maxAge": "7d" } }'
        $null = Register-JobDefinition $path
        (Get-TestError { Start-Job rotate -Environment production }).Exception.Error.Id | Should -Be 'RehearsalMissing'
        $rehearsal = Test-Rollback rotate staging
        $rehearsal.Failure | Should -BeNullOrEmpty
        $rehearsal.Passed | Should -BeTrue
        Get-Content "$site/key" | Should -Be 'old'
        (Start-Job rotate -Environment production -Wait).Status | Should -Be 'Succeeded'
    }

    It 'is void when the script was edited, and Invoke-Runbook is refused as well' {
        Set-Content $path ((Get-Content -Raw $path) + '# another line')
        $null = Register-JobDefinition $path
        (Get-Rehearsal rotate -Last 1).Holds | Should -BeFalse
        (Get-TestError { Invoke-Runbook $path -Environment production }).Exception.Error.Id | Should -Be 'RehearsalMissing'
    }

    It 'says where the file beside it is wrong' {
        Set-Content $file '{ "probes": { "keys": { "pth": "x" } } }'
        $failure = (Get-TestError { Register-JobDefinition $path }).Exception.Error
        $failure.Id | Should -Be 'JobTextsInvalid'
        $failure.Actual | Should -Match 'expected ''path'' \(did you mean that\?\), found ''pth'''
    }
}
