BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
}
AfterAll { Disconnect-JobLedger }

Describe 'Set-JobLedgerRetention' {
    It 'says which runs are kept, silently, and takes it back' {
        Set-JobLedgerRetention -Days 90 -Last 20 | Should -BeNullOrEmpty
        $rule = Get-JobLedgerRetention
        $rule.Days, $rule.Last | Should -Be 90, 20
        $rule = Set-JobLedgerRetention -Last 5 -PassThru
        $rule.Days, $rule.Last | Should -Be $null, 5
        Set-JobLedgerRetention -All
        Get-JobLedgerRetention | Should -BeNullOrEmpty
        (Test-JobLedger).Valid | Should -BeTrue
    }

    It 'says with -Verbose that it is so already, and changes nothing under -WhatIf' {
        Set-JobLedgerRetention -Days 30
        "$(Set-JobLedgerRetention -Days 30 -Verbose 4>&1)" | Should -Match 'It is set so already'
        Set-JobLedgerRetention -Days 7 -WhatIf
        Set-JobLedgerRetention -All -WhatIf
        (Get-JobLedgerRetention).Days | Should -Be 30
    }

    It 'names what is wrong: <Why>' -ForEach @(
        @{ Why = 'neither'; With = @{} }
        @{ Why = 'found 0'; With = @{ Days = 0 } }
        @{ Why = '(?s)days.*found 40000.*last.*found -1'; With = @{ Days = 40000; Last = -1 } }
    ) {
        (Get-TestError { Set-JobLedgerRetention @With -WhatIf }).FullyQualifiedErrorId | Should -Match '^JobOps.RetentionInvalid'
        $failure = Get-TestError { Set-JobLedgerRetention @With }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps.RetentionInvalid'
        $found = $failure.Exception.Error
        $found.Actual | Should -Match $Why
        $found.ExitCode, $found.RetrySafety, $found.NextCommand.PowerShell | Should -Be 65, 'SafeAfter', 'Get-Help Set-JobLedgerRetention'
    }
}
