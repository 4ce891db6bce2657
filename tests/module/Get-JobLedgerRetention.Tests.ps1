BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-JobLedgerRetention' {
    It 'gets nothing where all runs are kept, and the rule where there is one' {
        Get-JobLedgerRetention | Should -BeNullOrEmpty
        Set-JobLedgerRetention -Days 90
        (Get-JobLedgerRetention | Format-List | Out-String) | Should -Match 'Days +: 90'
    }

    It 'is beside what jobs say themselves' {
        Register-TestJob audited -Policies @{ keep = @{ days = 3650; last = 20 } }
        $rule = (Get-JobDefinition | Where-Object Keep).Keep
        $rule.Days, $rule.Last | Should -Be 3650, 20
        (Get-JobDefinition audited | Format-List | Out-String) | Should -Match 'those of the last 3650 days, and the last 20'
    }
}
