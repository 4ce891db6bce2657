BeforeAll { . $PSScriptRoot/Support.ps1 }
AfterAll { Disconnect-JobLedger }

Describe 'Get-JobLedger' {
    It 'shows the connected ledger' {
        $location = New-TestLedger
        $ledger = Get-JobLedger
        $ledger.Location | Should -Be $location
        $ledger.SchemaVersion | Should -BeGreaterThan 0
        $ledger.Actor | Should -Not -BeNullOrEmpty
    }
}
