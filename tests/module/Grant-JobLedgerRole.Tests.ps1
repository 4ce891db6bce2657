BeforeAll { . $PSScriptRoot/Support.ps1 }
AfterAll { Disconnect-JobLedger }

# What a role may do is tested on a server, with a login of each: RoleTests of JobOps.Engine.Tests.
Describe 'Grant-JobLedgerRole' {
    It 'says that an embedded ledger has no roles, and what it has instead' {
        $null = New-TestLedger
        $failure = Get-TestError { Grant-JobLedgerRole Operator anna }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps.LedgerHasNoRoles'
        $failure.Exception.Error.Expected | Should -Match "the file's permissions"
        $failure.Exception.Error.ExitCode | Should -Be 65
    }

    It 'shows with -WhatIf who would be granted what' {
        $location = New-TestLedger
        $answer = Invoke-TestPwsh "'anna', 'ben' | Grant-JobLedgerRole Worker -WhatIf" -Environment @{ JOBOPS_LEDGER = $location }
        $answer.Output | Should -Match "What if: .*Grant the role Worker.*'anna'"
        $answer.Output | Should -Match "What if: .*Grant the role Worker.*'ben'"
        $answer.ExitCode | Should -Be 0
    }

    It 'completes the roles' {
        (TabExpansion2 'Grant-JobLedgerRole -Role ').CompletionMatches.CompletionText | Should -Be 'Admin', 'Operator', 'Reader', 'Worker'
    }

    It 'knows no other role' {
        (Get-TestError { Grant-JobLedgerRole -Role King -Member anna }).FullyQualifiedErrorId | Should -Match 'CannotConvertArgument'
    }
}
