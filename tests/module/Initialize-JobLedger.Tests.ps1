BeforeAll { . $PSScriptRoot/Support.ps1 }
AfterAll { Disconnect-JobLedger }

Describe 'Initialize-JobLedger' {
    It 'shows the SQL with -WhatIf and changes nothing' {
        $answer = Invoke-TestPwsh "Initialize-JobLedger 'sqlite:$TestDrive/whatif.db' -WhatIf"
        $answer.Output | Should -Match 'What if: .*migrations'
        $answer.Output | Should -Match 'CREATE TABLE Journal'
        "$TestDrive/whatif.db" | Should -Not -Exist
    }

    It 'applies what is missing, once' {
        $applied = Initialize-JobLedger "sqlite:$TestDrive/new.db" -PassThru
        $applied[0].Version | Should -Be 1
        Initialize-JobLedger "sqlite:$TestDrive/new.db" -PassThru | Should -BeNullOrEmpty
    }
}
