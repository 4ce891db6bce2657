BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/OtherAccount.ps1
    $location = New-SharedLedger
    Register-TestJob release -Steps @{ run = 'echo released |undo| true' } -Policies @{ approval = @{ within = '4h' } }
    Register-TestJob plain
    $me = (Get-JobLedger).Actor
}
AfterAll { Disconnect-JobLedger }

Describe 'Approve-JobRun' {
    It 'lets a run be executed that somebody else has asked for' {
        Confirm-OtherAccount
        $id = Request-OtherRun $location release
        (Get-JobRun -Status AwaitingApproval).RunId | Should -Contain $id
        Start-JobWorker -UntilEmpty | Should -BeNullOrEmpty
        Approve-JobRun $id -Reason 'seen in staging' | Should -BeNullOrEmpty
        $run = Start-JobWorker -UntilEmpty
        $run.RunId, $run.Status, $run.ApprovedBy, $run.ApprovalBy | Should -Be $id, 'Succeeded', $me, $null
        (Get-JobRun $id | Format-List | Out-String) | Should -Match "ApprovedBy +: $([regex]::Escape($me))"
        (Get-TestError { Approve-JobRun $id }).Exception.Error.Actual | Should -Be 'Approved'
    }

    It 'is for somebody else than whoever asked, and says so' {
        $id = (Start-Job release).RunId
        $failure = Get-TestError { Approve-JobRun $id }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps.ApprovalNotYours'
        $found = $failure.Exception.Error
        $found.ExitCode, $found.RetrySafety | Should -Be 77, 'SafeAfter'
        $found.Expected, $found.Actual | Should -Match 'somebody else|database knows'
        $found.Actual | Should -Match ([regex]::Escape($me))
        $found.NextCommand.PowerShell | Should -Be "Get-JobRun $id -Why"
        (Get-JobRun $id).Status | Should -Be 'AwaitingApproval'
        (Stop-JobRun $id -PassThru).Status | Should -Be 'Cancelled' -Because 'who asked may take it back'
    }

    It 'is for whoever the environment names, by login or by group' {
        Confirm-OtherAccount
        Set-JobEnvironment strict -ApprovalFrom shop-leads, nosuch
        Set-JobEnvironment ours -ApprovalFrom (id -gn)
        $strict, $ours = 'strict', 'ours' | ForEach-Object { Request-OtherRun $location plain '--environment', $_ }
        (Get-JobRun $strict -Why).Why | Should -Match 'Awaits approval by shop-leads or nosuch; nobody@'
        $failure = Get-TestError { Approve-JobRun $strict }
        $failure.Exception.Error.Expected | Should -Be 'one of: shop-leads, nosuch'
        (Approve-JobRun $ours -PassThru).Status | Should -Be 'Queued'
        Set-JobEnvironment strict -ApprovalFrom (id -un)
        $next = Request-OtherRun $location plain '--environment', 'strict'
        (Approve-JobRun $next -PassThru).ApprovedBy | Should -Be $me
    }

    It 'takes runs from the pipeline, goes on after one that is not to be, and changes nothing under -WhatIf' {
        Confirm-OtherAccount
        $ids = 1..2 | ForEach-Object { Request-OtherRun $location release }
        $mine = (Start-Job release).RunId
        Get-JobRun $ids | Approve-JobRun -WhatIf | Should -BeNullOrEmpty
        (Get-JobRun $ids).Status | Select-Object -Unique | Should -Be 'AwaitingApproval'
        $approved = $ids[0], $mine, $ids[1] | Approve-JobRun -PassThru -ErrorAction SilentlyContinue -ErrorVariable failures
        $approved.RunId | Should -Be $ids
        $failures.Count | Should -Be 1
        (Start-JobWorker -UntilEmpty).Count | Should -BeGreaterOrEqual 2
    }

    It 'ends the waiting of who waits for the run' {
        Confirm-OtherAccount
        $waiting = Start-TestShell "Connect-JobLedger '$location'; Start-Job plain -Wait -RequireApproval -IdempotencyKey waited"
        try {
            Wait-TestCondition -What 'the run' { Get-JobRun -JobName plain -Status AwaitingApproval | Where-Object IdempotencyKey -EQ waited }
            $run = Get-JobRun -JobName plain -Status AwaitingApproval | Where-Object IdempotencyKey -EQ waited
            Invoke-OtherAccount $location 'approve', $run.RunId | Should -Match "Run $($run.RunId) is approved"
            Wait-TestCondition -What 'the end' { (Get-JobRun $run.RunId).Status -eq 'Succeeded' }
            (Get-JobRun $run.RunId).ApprovedBy | Should -Match '^nobody@'
            $waiting.Shell.EndInvoke($waiting.Call).Status | Should -Be 'Succeeded'
        }
        finally { $waiting.Shell.Dispose() }
    }

    It 'is void with another version of the job' {
        Confirm-OtherAccount
        $id = Request-OtherRun $location release
        Approve-JobRun $id
        Register-TestJob release -Steps @{ run = 'echo another |undo| true' } -Policies @{ approval = @{ within = '4h' } }
        $run = Get-JobRun $id
        $run.Status, $run.Error.Id, $run.ExitCode | Should -Be 'Cancelled', 'ApprovalVoid', 77
        (Get-JobRun $id -Why).Why | Should -Match 'version 1 of the job.*found version 2'
    }

    It 'says of a run that awaits none, and of one that is not there, what it is' {
        $id = (Start-Job plain).RunId
        (Get-TestError { Approve-JobRun $id }).Exception.Error.Actual | Should -Be 'a run that needs none'
        (Get-TestError { Approve-JobRun 99999 }).FullyQualifiedErrorId | Should -Match '^JobOps.RunNotFound'
    }
}

Describe 'The approval of a rollback' {
    It 'is asked for only where the job or the environment says so' {
        Confirm-OtherAccount
        Register-TestJob careful -Steps @{ run = 'true |undo| true' }
        $free, $bound = 1..2 | ForEach-Object { Start-Job careful -Environment "r$_" -Wait }
        Set-JobEnvironment r1 -ApprovalFrom *
        Set-JobEnvironment r2 -ApprovalFrom * -ApproveRollback
        (Invoke-Rollback $free.RunId -Confirm:$false).Status | Should -Be 'Undone'
        $waiting = Start-TestShell "Connect-JobLedger '$location'; Invoke-Rollback $($bound.RunId) -Confirm:`$false"
        try {
            Wait-TestCondition -What 'the rollback' { Get-JobRun -JobName careful -Status AwaitingApproval }
            $rollback = Get-JobRun -JobName careful -Status AwaitingApproval
            $rollback.RollbackOf | Should -Be $bound.RunId
            $null = Invoke-OtherAccount $location 'approve', $rollback.RunId
            Wait-TestCondition -What 'the end' { (Get-JobRun $bound.RunId).RolledBackBy }
            $waiting.Shell.EndInvoke($waiting.Call).Status | Should -Be 'Undone'
        }
        finally { $waiting.Shell.Dispose() }
    }
}
