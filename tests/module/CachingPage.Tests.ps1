# docs/caching.md is the transcript of one session with a real Redis and a real nginx.
BeforeDiscovery {
    $skip = if ((Get-Command nginx, redis-server -ErrorAction Ignore).Count -ne 2) { 'nginx or redis-server is not installed: apt-get install nginx-light redis-server' }
}

BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    . $PSScriptRoot/CacheSupport.ps1
    if ((Get-Command nginx, redis-server -ErrorAction Ignore).Count -ne 2) { return }
    $folder = New-Item -ItemType Directory (Join-Path $TestDrive shop)
    Set-Content "$folder/blog.cacherules.json" @'
{
  "rules": [
    { "name": "blog", "match": "/blog/*", "ttl": "7d", "shouldCache": ["/blog/1"], "why": "It hardly ever changes." }
  ]
}
'@
    $password = 'a password of redis'
    $site, $origin, $careless, $other, $port = 1..5 | ForEach-Object { Get-FreePort }
    $servers = @(
        Start-TestNginx $site $origin $folder 'proxy_cache_bypass $cookie_session; proxy_no_cache $cookie_session;'
        Start-TestNginx $careless $other (New-Item -ItemType Directory $TestDrive/careless) 'proxy_ignore_headers Cache-Control; proxy_cache_valid 10m;'
        Start-TestRedis $port $TestDrive @('--requirepass', $password)
    )
    function Invoke-Redis { redis-cli -p $port --no-auth-warning -a $password @args }
    $null = Invoke-Redis EVAL "for n = 1, 500 do redis.call('SET', 'session:' .. n, n) end" 0
    $null = Invoke-Redis EVAL "for n = 1, 100 do redis.call('SET', 'picture:/a/' .. n, n) end" 0
    1..3 | ForEach-Object { $null = Invoke-Redis SET "page:/shop/p/$_" "page $_" EX 600 }
    $before = Invoke-Redis EVAL "local t = '' for n = 1, 500 do t = t .. redis.sha1hex(redis.call('DUMP', 'session:' .. n)) end return t" 0
    $session = Invoke-Transcript "$PSScriptRoot/../../docs/caching.md" -Folder $folder -ShownFolder /srv/shop -Environment @{
        JOBOPS_LEDGER = "sqlite:$folder/ledger.db"; ANNA = 'session=anna'; BEN = 'session=ben'; REDIS_PASSWORD = $password
        SITE = "http://127.0.0.1:$site"; CARELESS = "http://127.0.0.1:$careless"; REDIS = "127.0.0.1:$port"
    }
}
AfterAll { $servers | ForEach-Object { Stop-TestServer $_ } }

Describe 'The session of docs/caching.md' {
    BeforeEach { if ($skip) { Set-ItResult -Skipped -Because $skip } }

    It 'shows what the page shows' {
        $session.Commands.Count | Should -BeGreaterThan 15
        Assert-Transcript $session -Figures
    }

    It 'uses the cmdlet <_>' -ForEach @('Register-CacheRule', 'Get-CacheRule', 'Test-CacheRule', 'Clear-CacheScope') {
        $session.Commands -match "\b$_\b" | Should -Not -BeNullOrEmpty
    }

    It 'left all other keys byte for byte as they were' {
        Invoke-Redis EVAL "local t = '' for n = 1, 500 do t = t .. redis.sha1hex(redis.call('DUMP', 'session:' .. n)) end return t" 0 | Should -Be $before
    }
}
