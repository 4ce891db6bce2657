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
