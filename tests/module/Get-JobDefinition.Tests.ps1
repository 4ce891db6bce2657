BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    'site-release', 'site-check', 'backup' | ForEach-Object { Register-TestJob $_ }
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-JobDefinition' {
    It 'finds jobs by wildcard, by name' {
        (Get-JobDefinition site-*).Name | Should -Be 'site-check', 'site-release'
        (Get-JobDefinition).Count | Should -Be 3
        Get-JobDefinition nothing* | Should -BeNullOrEmpty
    }

    It 'takes the job of a run from the pipeline' {
        (Start-Job backup | Get-JobDefinition).Name | Should -Be 'backup'
    }
}
