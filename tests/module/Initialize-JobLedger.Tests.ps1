BeforeAll { . $PSScriptRoot/Support.ps1 }
AfterAll { Disconnect-JobLedger }

Describe 'Initialize-JobLedger' {
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

    It 'puts ledger tables into the script, which asks first whether the server has them' {
        $script = Initialize-JobLedger 'sqlserver:Server=tcp:127.0.0.1,1;Database=x' -LedgerTables -ScriptOnly -FromVersion 1
        $script | Should -Match 'WITH \(LEDGER = ON \(APPEND_ONLY = ON\)\)'
        $script.IndexOf('THROW 50003') | Should -BeLessThan $script.IndexOf('LEDGER = ON')
    }

    It 'refuses ledger tables for an embedded ledger and makes none' {
        $failure = Get-TestError { Initialize-JobLedger "sqlite:$TestDrive/tables.db" -LedgerTables }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps.LedgerTablesUnsupported,'
        $failure.Exception.Error.ExitCode | Should -Be 78
        (Get-TestError { Initialize-JobLedger "sqlite:$TestDrive/tables.db" -LedgerTables -WhatIf }).FullyQualifiedErrorId |
            Should -Match '^JobOps.LedgerTablesUnsupported,'
        "$TestDrive/tables.db" | Should -Not -Exist
    }

    It 'makes the journal append-only on a server that can, and makes nothing on one that cannot' {
        $database = New-TestDatabase
        if (-not $database) {
            Set-ItResult -Skipped -Because 'JOBOPS_TEST_SQLSERVER is not set: no SQL Server to test on'
            return
        }
        try {
            $failure = Get-TestError { Initialize-JobLedger $database.Location -LedgerTables }
            if ($failure) {
                $failure.FullyQualifiedErrorId | Should -Match '^JobOps.LedgerTablesUnsupported,'
                (Get-TestError { Connect-JobLedger $database.Location }).FullyQualifiedErrorId | Should -Match '^JobOps.LedgerNotInitialized,'
            }
            else {
                (Connect-JobLedger $database.Location -PassThru).AppendOnlyJournal | Should -BeTrue
            }
        }
        finally {
            Disconnect-JobLedger
            Remove-TestDatabase $database
        }
    }

    It 'applies what is missing, once' {
        $applied = Initialize-JobLedger "sqlite:$TestDrive/new.db" -PassThru
        $applied[0].Version | Should -Be 1
        Initialize-JobLedger "sqlite:$TestDrive/new.db" -PassThru | Should -BeNullOrEmpty
    }
}
