BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
    'one', 'two' | ForEach-Object { Register-CacheRule $_ "/$_/*" -Ttl 10m -ShouldCache "/$_/1" -BypassWhen @{ Cookie = 'session' } -Why "for $_" }
    $null = New-Item -ItemType Directory $TestDrive/pages/one
    1..3 | ForEach-Object { Set-Content "$TestDrive/pages/one/$_.html" page }
}
AfterAll { Disconnect-JobLedger }

Describe 'Get-CacheRule' {
    It 'gets rules by name and by pattern' {
        (Get-CacheRule).Name | Should -Be 'one', 'two'
        (Get-CacheRule t*).Why | Should -Be 'for two'
        ('one' | Get-CacheRule).Match | Should -Be '/one/*'
        (Get-TestError { Get-CacheRule nosuch }).Exception.Error.Id | Should -Be 'CacheRuleNotFound'
        Get-CacheRule nosuch* | Should -BeNullOrEmpty
    }

    It 'gets tests and what was removed, the newest first' {
        $null = Test-CacheRule one -BaseUri http://127.0.0.1:1
        $null = Test-CacheRule two -BaseUri http://127.0.0.1:1
        (Get-CacheRule -Test).Rule | Should -Be 'two', 'one'
        (Get-CacheRule one -Test).Findings.Kind | Should -Be 'NoAnswer'
        (Get-CacheRule -Test -Last 1).Rule | Should -Be 'two'
        $null = Clear-CacheScope one /one/1 -Folder $TestDrive/pages -MaxShare 50
        (Get-CacheRule -Cleared).Routes | Should -Be '/one/1'
    }

    It 'has a table and a list' {
        (Get-CacheRule one | Out-String -Width 80) | Should -Match 'one +/one/\* +10m +cookie session +for one'
        (Get-CacheRule one | Format-List | Out-String -Width 80) | Should -Match '(?s)Ttl +: 10m.*ShouldCache +: /one/1'
    }
}
