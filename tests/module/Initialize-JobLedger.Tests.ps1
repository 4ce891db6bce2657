BeforeAll { . $PSScriptRoot/Support.ps1 }
AfterAll { Disconnect-JobLedger }

Describe 'Initialize-JobLedger' {
    It 'shows the SQL with -WhatIf and changes nothing' {
        $answer = Invoke-TestPwsh "Initialize-JobLedger 'sqlite:$TestDrive/whatif.db' -WhatIf"
        $answer.Output | Should -Match 'What if: .*migrations'
        $answer.Output | Should -Match 'CREATE TABLE Journal'
        "$TestDrive/whatif.db" | Should -Not -Exist
    }

    It 'prints a script for a server without connecting' {
        $server = 'sqlserver:Server=tcp:127.0.0.1,1;Database=x'
        $script = Initialize-JobLedger $server -ScriptOnly -FromVersion 0
        $script | Should -BeOfType string
        $script | Should -Match '^-- JobOps ledger: from schema version 0 to \d+\.'
        $script | Should -Match '(?m)^CREATE SCHEMA jobops;$'
        Initialize-JobLedger $server -ScriptOnly -FromVersion 1 | Should -Not -Match 'CREATE SCHEMA'
    }

    It 'prints no script for an embedded ledger, nor for a version that is not known' {
        (Get-TestError { Initialize-JobLedger "sqlite:$TestDrive/x.db" -ScriptOnly }).FullyQualifiedErrorId | Should -Match '^JobOps.LedgerHasNoScript'
        (Get-TestError { Initialize-JobLedger 'sqlserver:Server=x' -ScriptOnly -FromVersion 999 }).FullyQualifiedErrorId |
            Should -Match '^JobOps.LedgerTooNew'
        "$TestDrive/x.db" | Should -Not -Exist
    }

    It 'applies what is missing, once' {
        $applied = Initialize-JobLedger "sqlite:$TestDrive/new.db" -PassThru
        $applied[0].Version | Should -Be 1
        Initialize-JobLedger "sqlite:$TestDrive/new.db" -PassThru | Should -BeNullOrEmpty
    }
}
