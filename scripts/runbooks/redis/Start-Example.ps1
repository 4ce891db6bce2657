<#
.SYNOPSIS
    Makes staging and production in this folder, to try the runbook on: each a small shop with a Redis of its own, on free ports of loopback.
.DESCRIPTION
    Yours are there already: Set-JobEnvironment says the same of them. The servers are ended by: sh cache.sh stop ./production
#>
$ErrorActionPreference = 'Stop'

function Get-FreePort {
    $free = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $free.Start(); $free.LocalEndpoint.Port; $free.Stop()
}

# Two accounts that are made for the test, so that no customer's page is looked at.
foreach ($user in 'anna', 'ben') { Set-Content "./$user.cookie" "session=$user"; chmod 600 "./$user.cookie" }
foreach ($name in 'staging', 'production') {
    $root = "$PWD/$name"
    $null = 'run', 'logs' | ForEach-Object { New-Item -ItemType Directory "$root/$_" -Force }
    Copy-Item ./cache.json $root
    $port, $redis = (Get-FreePort), "127.0.0.1:$(Get-FreePort)"
    sh cache.sh start $root $port $redis
    if ($LASTEXITCODE -ne 0) { throw "The shop does not start in $root." }
    # What else is kept in the same Redis: sessions that end, what each customer has looked at, and the stock.
    $null = redis-cli -p ($redis -split ':')[1] EVAL "for n = 1, 500 do
        redis.call('SET', 'session:' .. n, 'customer ' .. n, 'EX', 3600 + n)
        redis.call('LPUSH', 'viewed:/products/' .. n % 50 .. ':' .. n, n, n + 1)
        redis.call('HSET', 'stock:' .. n, 'here', n, 'ordered', 2 * n)
    end" 0
    Set-JobEnvironment $name @{ root = $root; url = "http://127.0.0.1:$port"; redis = $redis } -Secret @{
        anna = "file:$PWD/anna.cookie"; ben = "file:$PWD/ben.cookie"
    }
}
Set-JobEnvironment staging -ExpectedDifference @{ root = 'a folder each'; url = 'an address each'; redis = 'a Redis each' }
