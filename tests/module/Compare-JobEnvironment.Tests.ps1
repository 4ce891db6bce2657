BeforeAll {
    . $PSScriptRoot/Support.ps1
    $location = New-TestLedger
    Set-JobEnvironment staging @{ url = 'http://staging'; workers = 2; ttl = 600 } -ExpectedDifference @{ url = 'each its own' }
    Set-JobEnvironment production @{ url = 'https://shop'; workers = 8; ttl = 600 }
}
AfterAll { Disconnect-JobLedger }

Describe 'Compare-JobEnvironment' {
    It 'shows what differs, expected or not' {
        $found = Compare-JobEnvironment staging production
        $found.Name | Should -Be 'url', 'workers'
        $found.Status | Should -Be 'Expected', 'Unexpected'
        $found[0].Reason | Should -Be 'each its own'
        ($found | Out-String -Width 80) | Should -Match 'workers +Unexpected +2 +8'
    }

    It 'shows what is the same only where that is asked for' {
        (Compare-JobEnvironment staging production -IncludeEqual).Status | Should -Be 'Same', 'Expected', 'Unexpected'
        Compare-JobEnvironment staging staging | Should -BeNullOrEmpty
    }

    It 'ends a script with 2 as long as nobody has said why, and with 0 afterwards' {
        $environment = @{ JOBOPS_LEDGER = $location }
        (Invoke-TestPwsh -Command 'Compare-JobEnvironment staging production' -Environment $environment).ExitCode | Should -Be 2
        Set-JobEnvironment production -ExpectedDifference @{ workers = 'more visitors' }
        (Invoke-TestPwsh -Command 'Compare-JobEnvironment staging production' -Environment $environment).ExitCode | Should -Be 0
    }

    It 'says that one of them is none' {
        (Get-TestError { Compare-JobEnvironment staging nosuch }).FullyQualifiedErrorId | Should -Match '^JobOps.EnvironmentNotFound'
    }
}
