BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    Register-TestJob release
}
AfterAll { Disconnect-JobLedger }

Describe 'Set-Change' {
    BeforeEach { $change = Open-TestChange }

    It 'takes a change from open over measured and applied to rolled back, each with who and when' {
        $measured = Set-Change $change.ChangeId Measured -Reason ' there is no page yet ' -PassThru
        "$($measured.Status)", $measured.StatusReason | Should -Be 'Measured', 'there is no page yet'
        Set-Change $change.ChangeId -Status Applied -Command 'vi site.conf' | Should -BeNullOrEmpty
        Set-Change $change.ChangeId -Status Applied -Command 'systemctl reload nginx'
        $applied = Get-Change $change.ChangeId
        "$($applied.Status)", $applied.StatusBy | Should -Be 'Applied', (Get-JobLedger).Actor
        $applied.Commands | Should -Be 'vi site.conf', 'systemctl reload nginx'
        $undone = $applied | Set-Change -Status RolledBack -Reason 'undone by hand' -PassThru
        "$($undone.Status)", $undone.StatusReason, $undone.IsEnded | Should -Be 'RolledBack', 'undone by hand', $true
        (Test-JobLedger).Valid | Should -BeTrue
    }

    It 'gives a change up, and nothing more is done with it' {
        Set-Change $change.ChangeId Abandoned -Reason 'the page will be removed'
        Set-Change $change.ChangeId Abandoned -Reason 'again'
        (Get-Change $change.ChangeId).StatusReason | Should -Be 'the page will be removed'
        foreach ($wanted in { Set-Change $change.ChangeId Applied -Command x }, { Complete-Change $change.ChangeId },
            { Start-Job release -Change $change.ChangeId }, { 1..3 | Measure-Baseline $change.ChangeId Before -Unit ms },
            { Invoke-Rollback -Change $change.ChangeId -Confirm:$false }) {
            $failure = Get-TestError $wanted
            $failure.FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeEnded,*' -Because "$wanted"
            $failure.Exception.Error.Actual | Should -Be 'it is abandoned'
        }
    }

    It 'asks for a reason: <_>' -ForEach 'Measured', 'RolledBack', 'Abandoned' {
        foreach ($reason in $null, ' ') {
            $failure = Get-TestError { Set-Change $change.ChangeId $_ -Reason $reason }
            $failure.FullyQualifiedErrorId | Should -Be 'JobOps.ChangeReasonMissing,JobOps.Cmdlets.SetChangeCommand'
        }
        (Get-Change $change.ChangeId).Status | Should -Be 'Open'
    }

    It 'applies nothing of which nobody has said what is there now' {
        $failure = Get-TestError { Set-Change $change.ChangeId Applied -Command 'vi site.conf' }
        $failure.FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotMeasured,*'
        $failure.ErrorDetails.RecommendedAction | Should -BeLike "Measure-Baseline $($change.ChangeId) -Phase Before*"
    }

    It 'takes a command only where it applied the change' {
        (Get-TestError { Set-Change $change.ChangeId Measured -Reason r -Command 'vi site.conf' }).FullyQualifiedErrorId |
            Should -BeLike 'JobOps.ChangeCommandUnwanted,*'
    }

    It 'gives up nothing that is applied, and rolls back nothing that is not' {
        Set-Change $change.ChangeId Measured -Reason 'no page'
        (Get-TestError { Set-Change $change.ChangeId RolledBack -Reason r }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotApplied,*'
        Set-Change $change.ChangeId Applied -Command 'vi site.conf'
        (Get-TestError { Set-Change $change.ChangeId Abandoned -Reason r }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeRunsToUndo,*'
        (Get-TestError { Set-Change $change.ChangeId Measured -Reason r }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeAppliedAlready,*'
    }

    It 'does not take a word for what the runs of the change have not undone' {
        Set-Change $change.ChangeId Measured -Reason 'no page'
        $run = Start-Job release -Change $change.ChangeId -Wait
        $failure = Get-TestError { Set-Change $change.ChangeId RolledBack -Reason 'by hand' }
        $failure.FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeRunsToUndo,*'
        $failure.Exception.Error.Actual | Should -Be "run $($run.RunId), not undone"
    }

    It 'changes nothing with -WhatIf' {
        Set-Change $change.ChangeId Abandoned -Reason r -WhatIf
        (Get-Change $change.ChangeId).Status | Should -Be 'Open'
    }

    It 'says that there is no such change, and no such status' {
        (Get-TestError { Set-Change C999 Abandoned -Reason r }).FullyQualifiedErrorId | Should -BeLike 'JobOps.ChangeNotFound,*'
        (Get-TestError { Set-Change $change.ChangeId Open }).FullyQualifiedErrorId | Should -BeLike 'ParameterArgumentValidationError,*'
    }
}
