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

    It 'says that a name is unknown, and goes on with the next' {
        $found = Get-JobDefinition nope, backup -ErrorAction SilentlyContinue -ErrorVariable failures
        $found.Name | Should -Be 'backup'
        $failures[0].FullyQualifiedErrorId | Should -Match '^JobOps\.JobNotFound,'
        $failures[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        $failures[0].TargetObject | Should -Be 'nope'
    }

    It 'takes the job of a run from the pipeline' {
        (Start-Job backup | Get-JobDefinition).Name | Should -Be 'backup'
    }
}
