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
}
