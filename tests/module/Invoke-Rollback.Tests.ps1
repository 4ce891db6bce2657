BeforeAll {
    . $PSScriptRoot/Support.ps1

    # A job that changes the text of a file, and puts the one before back.
    function New-ChangeJob([string] $File, [string] $Text) {
        @{
            name = 'change'; owner = 'o'; expectedResult = 'e'; rollbackNote = 'r'
            steps = @(
                @{ name = 'look'; command = @('true'); readOnly = $true }
                @{ name = 'change'; command = @('sh', '-c', "cp '$File' '$File.before'; echo $Text > '$File'")
                    touches = @{ file = $File }; undo = @{ command = @('cp', "$File.before", $File) }
                }
            )
        } | ConvertTo-Json -Depth 8 | Set-Content "$TestDrive/change.job.json"
        Set-Content $File 'old'
        Register-JobDefinition "$TestDrive/change.job.json"
    }
}
AfterAll { Disconnect-JobLedger }

Describe 'Invoke-Rollback' {
    BeforeEach {
        $location = New-TestLedger
        $file = "$TestDrive/file.txt"
        New-ChangeJob $file new
        $run = Start-Job change -Wait
    }

    It 'undoes the steps, the last one first, as a run of its own' {
        $steps = $run | Invoke-Rollback -Confirm:$false
        $steps.Status | Should -Be 'Undone'
        Get-Content $file | Should -Be 'old'
        (Get-JobRun $run.RunId).RolledBackBy | Should -Be $steps[0].RollbackRunId
        (Get-JobRun $steps[0].RollbackRunId).Kind | Should -Be 'Rollback'
    }

    It 'says that a run is undone already, which is no error' {
        $null = Invoke-Rollback -JobName change -Confirm:$false
        $steps = Invoke-Rollback -JobName change -Confirm:$false -InformationVariable said -ErrorVariable failures
        $steps.Status | Should -Be 'AlreadyUndone'
        $failures | Should -BeNullOrEmpty
        "$said" | Should -Match 'undone already'
        $LASTEXITCODE | Should -Be 0
    }

    It 'does not overwrite what somebody changed since, without -Force' {
        Set-Content $file 'changed by hand'
        $steps = Invoke-Rollback 1 -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failures
        $steps.Status | Should -Be 'Drifted'
        $steps.Reason | Should -Match 'sha256'
        Get-Content $file | Should -Be 'changed by hand'
        $failures[0].FullyQualifiedErrorId | Should -Match '^JobOps\.RollbackIncomplete,'
        $failures[0].ErrorDetails.RecommendedAction | Should -Be 'Invoke-Rollback 1 -Force'

        (Invoke-Rollback 1 -Force -Confirm:$false).Status | Should -Be 'Undone'
        Get-Content $file | Should -Be 'old'
    }

    It 'says why a step cannot be undone' {
        Register-TestJob forever
        $null = Start-Job forever -Wait
        $steps = Invoke-Rollback -JobName forever -Confirm:$false -ErrorAction SilentlyContinue
        $steps.Status | Should -Be 'CannotUndo'
        $steps.Reason | Should -Not -BeNullOrEmpty
    }

    It 'asks first' {
        $answer = Invoke-TestPwsh 'Invoke-Rollback 1 -ErrorAction Stop' -Environment @{ JOBOPS_LEDGER = $location }
        $answer.ExitCode | Should -Be 64
        Get-Content $file | Should -Be 'new'
    }

    It 'refuses <Name>' -ForEach @(
        @{ Name = 'an unknown run'; Command = { Invoke-Rollback 99 -Confirm:$false }; Id = 'RunNotFound' }
        @{ Name = 'a job that never ran'; Command = { Register-TestJob idle; Invoke-Rollback -JobName idle -Confirm:$false }; Id = 'NoRunOfJob' }
        @{ Name = 'an unknown job'; Command = { Invoke-Rollback -JobName nope -Confirm:$false }; Id = 'JobNotFound' }
        @{ Name = 'a rollback'; Command = { $null = Invoke-Rollback 1 -Confirm:$false; Invoke-Rollback 2 -Confirm:$false }; Id = 'NotARollbackTarget' }
    ) {
        (Get-TestError $Command).FullyQualifiedErrorId | Should -Match "^JobOps\.$Id,"
    }
}

Describe 'Invoke-Rollback of a change' {
    BeforeEach {
        $null = New-TestLedger
        $file = "$TestDrive/value"
        Set-Content $file 0
        # Each run writes its own text and keeps the one before; a file named stuck keeps an undo from working.
        @{
            name = 'put'; owner = 'o'; expectedResult = 'e'; rollbackNote = 'r'; parameters = @{ to = @{ type = 'integer'; required = $true } }
            steps = @(@{
                    name = 'put'; command = @('sh', '-c', "cp '$file' '$file.before'.`$1; echo `$1 > '$file'", 'sh', '${parameters.to}')
                    undo = @{ command = @('sh', '-c', "test ! -e '$TestDrive/stuck'.`$1 && cp '$file.before'.`$1 '$file'", 'sh', '${parameters.to}') }
                })
        } | ConvertTo-Json -Depth 8 | Set-Content "$TestDrive/put.job.json"
        Register-JobDefinition "$TestDrive/put.job.json"
        $changeId = (Open-TestChange).ChangeId
        Set-Change $changeId Measured -Reason 'nothing is slow'
        $runs = 1..3 | ForEach-Object { Start-Job put -Parameter @{ to = $_ } -Change $changeId -Wait }
    }

    It 'undoes its runs, the last one first, and the change is rolled back' {
        $steps = Invoke-Rollback -Change $changeId -Confirm:$false
        $steps.RunId | Should -Be 3, 2, 1
        $steps.Status | Should -Be 'Undone', 'Undone', 'Undone'
        Get-Content $file | Should -Be 0
        (Get-Change $changeId).Status | Should -Be 'RolledBack'
        (Get-Change $changeId).RunIds | Should -Be 1, 2, 3, 4, 5, 6
        $LASTEXITCODE | Should -Be 0
        (Test-JobLedger).Valid | Should -BeTrue

        Invoke-Rollback -Change $changeId -Confirm:$false -InformationVariable said | Should -BeNullOrEmpty
        "$said" | Should -Be "Change $changeId is undone already."
    }

    It 'stops at the first run that is not undone, and goes on from there when it is asked again' {
        $null = New-Item "$TestDrive/stuck.2"
        $steps = Invoke-Rollback -Change $changeId -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failures
        $LASTEXITCODE | Should -Be 1
        $steps.ForEach({ "$($_.RunId) $($_.Status)" }) | Should -Be '3 Undone', '2 CannotUndo'
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'JobOps.RollbackIncomplete,*'
        Get-Content $file | Should -Be 2
        (Get-Change $changeId).Status | Should -Be 'Applied'

        Remove-Item "$TestDrive/stuck.2"
        (Invoke-Rollback -Change $changeId -Confirm:$false).RunId | Should -Be 2, 1
        Get-Content $file | Should -Be 0
        (Get-Change $changeId).Status | Should -Be 'RolledBack'
    }

    It 'shows with -WhatIf all that it would undo' {
        $answer = Invoke-TestPwsh "Invoke-Rollback -Change $changeId -WhatIf" -Environment @{ JOBOPS_LEDGER = (Get-JobLedger).Location }
        $answer.Output | Should -Match '(?s)Undo run 3 .*Undo run 2 .*Undo run 1 '
        (Get-Change $changeId).RunIds | Should -Be 1, 2, 3
        Get-Content $file | Should -Be 3
    }

    It 'leaves what was done by hand to who did it' {
        Set-Change $changeId Applied -Command 'vi site.conf'
        $null = Invoke-Rollback -Change $changeId -Confirm:$false
        (Get-Change $changeId).Status | Should -Be 'Applied'
        $failure = Get-TestError { Invoke-Rollback -Change $changeId -Confirm:$false }
        $failure.FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeHasNoRuns,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike "Set-Change $changeId -Status RolledBack -Reason *"
        Set-Change $changeId RolledBack -Reason 'undone by hand'
    }

    It 'says that there is no such change' {
        (Get-TestError { Invoke-Rollback -Change C999 -Confirm:$false }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotFound,*'
    }
}
