BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Register-TestJob release
}
AfterAll { Disconnect-JobLedger }

Describe 'Complete-Change' {
    BeforeEach {
        $changeId = (Open-TestChange).ChangeId
        Set-Change $changeId Measured -Reason 'no page'
    }

    It 'completes a change whose note is written, right behind the note' {
        $null = Start-Job release -Change $changeId -Wait
        $completed = Write-ChangeNote $changeId -Reason 'the lifetime was 0' -PassThru | Complete-Change -PassThru
        "$($completed.ChangeId)", "$($completed.Status)" | Should -Be "$changeId", 'Completed'
        $again = Get-Change $changeId | Complete-Change -PassThru
        $again.StatusAt | Should -Be $completed.StatusAt
        (Test-JobLedger).Valid | Should -BeTrue
    }

    It 'wants the note, written after the last run' {
        $null = Start-Job release -Change $changeId -Wait
        $failure = Get-TestError { Complete-Change $changeId }
        $failure.FullyQualifiedErrorId | Should -Be 'JobOps.ChangeNoteMissing,JobOps.Cmdlets.CompleteChangeCommand'
        $failure.ErrorDetails.RecommendedAction | Should -Be "Write-ChangeNote $changeId -Reason '…'"
        Write-ChangeNote $changeId -Reason 'the first half'
        # A note of the same millisecond would count.
        Start-Sleep -Milliseconds 2
        $null = Start-Job release -Change $changeId -Wait
        (Get-TestError { Complete-Change $changeId }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNoteMissing,*'
        Write-ChangeNote $changeId -Reason 'the whole'
        Complete-Change $changeId | Should -BeNullOrEmpty
        (Get-Change $changeId).Status | Should -Be 'Completed'
    }

    It 'wants it applied, and its runs ended' {
        (Get-TestError { Complete-Change $changeId }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotApplied,*'
        $run = Start-Job release -Change $changeId
        $failure = Get-TestError { Complete-Change $changeId }
        $failure.FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeRunsUnfinished,*'
        $failure.Exception.Error.Actual | Should -Be "run $($run.RunId)"
        Stop-JobRun $run.RunId
    }

    It 'is the end: nothing is run, undone or said of it any more' {
        Set-Change $changeId Applied -Command 'vi site.conf'
        Write-ChangeNote $changeId -Reason 'the lifetime was 0'
        Complete-Change $changeId
        foreach ($wanted in { Start-Job release -Change $changeId }, { Invoke-Rollback -Change $changeId -Confirm:$false },
            { Set-Change $changeId RolledBack -Reason r }, { Set-Change $changeId Applied -Command 'once more' }) {
            $failure = Get-TestError $wanted
            $failure.FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeEnded,*' -Because "$wanted"
            $failure.Exception.Error.Actual | Should -Be 'it is completed'
        }
    }

    It 'changes nothing with -WhatIf, and says that there is no such change' {
        Set-Change $changeId Applied -Command 'vi site.conf'
        Write-ChangeNote $changeId -Reason 'the lifetime was 0'
        Complete-Change $changeId -WhatIf
        (Get-Change $changeId).Status | Should -Be 'Applied'
        (Get-TestError { Complete-Change C999 }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotFound,*'
    }
}
