BeforeDiscovery {
    $skip = if (-not (Get-Command redis-server -ErrorAction Ignore)) { 'redis-server is not installed: apt-get install redis-server' }
}

BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/CacheSupport.ps1
    $null = New-TestLedger
    Register-CacheRule products '/shop/*' -Ttl 10m -ShouldCache /shop/p/1 -Key 'page:{route}' -Why w
    $env:JOBOPS_TEST_REDIS = 'a password of redis'
    function Invoke-Redis { redis-cli -p $port --no-auth-warning -a $env:JOBOPS_TEST_REDIS @args }
    if (Get-Command redis-server -ErrorAction Ignore) {
        $port = Get-FreePort
        $redis = Start-TestRedis $port $TestDrive @('--requirepass', $env:JOBOPS_TEST_REDIS)
        $null = Invoke-Redis EVAL "for n = 1, 200 do redis.call('SET', 'other:' .. n, n) end" 0
        1..3 | ForEach-Object { $null = Invoke-Redis SET "page:/shop/p/$_" "page $_" EX 600 }
        $place = @{ Redis = "127.0.0.1:$port"; RedisPassword = 'env:JOBOPS_TEST_REDIS' }
    }
}
AfterAll {
    Disconnect-JobLedger
    Stop-TestServer $redis
    $env:JOBOPS_TEST_REDIS = $null
}

Describe 'Clear-CacheScope' {
    BeforeEach { if ($skip) { Set-ItResult -Skipped -Because $skip } }

    It 'lists the keys under -WhatIf and removes none' {
        Clear-CacheScope products '/shop/p/*' @place -WhatIf | Should -Be 'page:/shop/p/1', 'page:/shop/p/2', 'page:/shop/p/3'
        Invoke-Redis DBSIZE | Should -Be 203
        Get-CacheRule -Cleared | Should -BeNullOrEmpty
    }

    It 'removes the keys of a route and no other' {
        $cleared = Clear-CacheScope products /shop/p/1 @place
        $cleared.Removed, $cleared.Found, $cleared.Total | Should -Be 1, 1, 203
        Invoke-Redis EXISTS page:/shop/p/1 | Should -Be 0
        Invoke-Redis DBSIZE | Should -Be 202
        (Get-JobRun $cleared.RunId).JobName | Should -Be 'cache-clear-products'
        ($cleared | Out-String -Width 80) | Should -Match 'products +/shop/p/1 +1 of 203'
    }

    It 'keeps what a rollback puts back, with the lifetime that is left' {
        $cleared = Clear-CacheScope products '/shop/p/*' @place -KeepForUndo
        $cleared.Removed | Should -Be 2
        Invoke-Redis DBSIZE | Should -Be 200
        (Invoke-Rollback $cleared.RunId -Confirm:$false).Status | Should -Be 'Undone'
        Invoke-Redis GET page:/shop/p/2 | Should -Be 'page 2'
        [int](Invoke-Redis TTL page:/shop/p/3) | Should -BeLessOrEqual 600
        [int](Invoke-Redis TTL page:/shop/p/3) | Should -BeGreaterThan 0
    }

    It 'refuses more than a share of all keys' {
        Register-CacheRule all '/*' -Ttl 10m -ShouldCache /a -Key '*:{route}' -Why w
        1..40 | ForEach-Object { $null = Invoke-Redis SET "x:/a/$_" x }
        $found = Get-TestError { Clear-CacheScope all /a/* @place }
        $found.Exception.Error.Id | Should -Be 'CacheScopeTooWide'
        $found.Exception.Error.Actual | Should -Be '40 of 242 keys, 16.5 %'
        (Clear-CacheScope all /a/* @place -MaxShare 20).Removed | Should -Be 40
    }

    It 'writes the password nowhere' {
        Get-JobRun | ForEach-Object { Get-JobLog $_.RunId } | Out-String | Should -Not -Match $env:JOBOPS_TEST_REDIS
        (Get-JobDefinition | ConvertTo-Json -Depth 10) | Should -Not -Match $env:JOBOPS_TEST_REDIS
        (Get-TestError { Clear-CacheScope products /shop/p/1 -Redis "127.0.0.1:$port" }).Exception.Error.Id | Should -Be 'CacheUnreachable'
    }
}

Describe 'Clear-CacheScope without a Redis' {
    It 'removes files by their paths' {
        $null = New-Item -ItemType Directory $TestDrive/pages/shop/p
        1..3 | ForEach-Object { Set-Content "$TestDrive/pages/shop/p/$_.html" page }
        Push-Location $TestDrive
        (Clear-CacheScope products /shop/p/1 -Folder ./pages -MaxShare 50).Removed | Should -Be 1
        Pop-Location
        (Get-ChildItem $TestDrive/pages -Recurse -File).Name | Should -Be '2.html', '3.html'
    }

    It 'takes no password that is typed' {
        $found = Get-TestError { Clear-CacheScope products /shop/p/1 -Redis 127.0.0.1:1 -RedisPassword typed }
        $found.Exception.Error.Id | Should -Be 'CacheSecretPlain'
        "$($found.Exception.Error)" | Should -Not -Match 'typed'
    }

    It 'refuses <Why>' -ForEach @(
        @{ Why = 'a route that the rule is not about'; Route = '/blog/1'; More = @{ Folder = '.' }; Id = 'CacheRouteOutside' }
        @{ Why = 'a PURGE of what is no page'; Route = '/shop/*'; More = @{ BaseUri = 'http://127.0.0.1:1' }; Id = 'CacheTargetInvalid' }
        @{ Why = 'a Redis that is none'; Route = '/shop/p/1'; More = @{ Redis = 'redis://x' }; Id = 'CacheTargetInvalid' }
        @{ Why = 'a key without a route'; Route = '/shop/p/1'; More = @{ Redis = 'x'; Key = 'page' }; Id = 'CacheTargetInvalid' }
    ) { (Get-TestError { Clear-CacheScope products $Route @More }).Exception.Error.Id | Should -Be $Id }

    It 'needs a key for a Redis' {
        Register-CacheRule nokey '/n/*' -Ttl 10m -ShouldCache /n/1 -Why w
        (Get-TestError { Clear-CacheScope nokey /n/1 -Redis 127.0.0.1:1 }).Exception.Error.Id | Should -Be 'CacheRuleHasNoKey'
    }
}
