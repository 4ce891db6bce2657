BeforeAll { . $PSScriptRoot/Support.ps1 }

Describe 'Disconnect-JobLedger' {
    It 'lets go of the file, so that it can be moved away' {
        $location = New-TestLedger
        Disconnect-JobLedger
        Get-ChildItem -LiteralPath $TestDrive -Filter '*.db-wal' | Should -BeNullOrEmpty
        Remove-Item -LiteralPath ($location -replace '^sqlite:')
    }

    It 'does nothing where nothing is connected' {
        { Disconnect-JobLedger; Disconnect-JobLedger } | Should -Not -Throw
    }
}
