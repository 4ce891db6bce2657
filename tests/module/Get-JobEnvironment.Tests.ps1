BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    Set-JobEnvironment staging @{ url = 'http://staging' } -Secret @{ db = 'vault:Ops/db' } -ExpectedDifference @{ url = 'each its own' }
    Set-JobEnvironment production @{ url = 'http://shop' }
    Set-JobEnvironment production @{ url = 'https://shop' }
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-JobEnvironment' {
    It 'gets all by name, and those that match' {
        (Get-JobEnvironment).Name | Should -Be 'production', 'staging'
        (Get-JobEnvironment stag*, nosuch*).Name | Should -Be 'staging'
        ('staging' | Get-JobEnvironment).Secrets['db'] | Should -Be 'vault:Ops/db'
    }

    It 'gets the environment of a run, and an older version' {
        Register-TestJob job
        (Start-Job job -Environment staging -Wait | Get-JobEnvironment).Name | Should -Be 'staging'
        (Get-JobEnvironment production -Version 1).Settings['url'] | Should -Be 'http://shop'
    }

    It 'shows what it has' {
        $table = Get-JobEnvironment | Out-String -Width 80
        $table | Should -Match 'production +2 .*url = https://shop'
        $table | Should -Match 'db in vault:Ops/db'
        (Get-JobEnvironment staging | Format-List | Out-String) | Should -Match 'Differs +: url: each its own'
    }

    It 'says that there is none, and which was meant' {
        $failure = Get-TestError { Get-JobEnvironment stagin }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps.EnvironmentNotFound'
        $failure.Exception.Error.Expected | Should -Match "did you mean 'staging'"
        (Get-TestError { Get-JobEnvironment staging -Version 7 }).Exception.Error.Expected | Should -Be 'a version from 1 to 1'
    }
}
