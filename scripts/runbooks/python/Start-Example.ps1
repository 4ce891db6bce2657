<#
.SYNOPSIS
    Makes staging and production in this folder, to try the runbook on: each a real service on a free port of loopback, with release 1.
.DESCRIPTION
    Yours are there already: Set-JobEnvironment says the same of them. The services are ended by: sh deploy.sh stop ./production
#>
$ErrorActionPreference = 'Stop'
foreach ($name in 'staging', 'production') {
    $root = "$PWD/$name"
    $null = 'releases', 'run', 'logs' | ForEach-Object { New-Item -ItemType Directory "$root/$_" -Force }
    python3 -c @'
import sqlite3, sys
shop = sqlite3.connect(sys.argv[1])
shop.execute("CREATE TABLE products (id INTEGER PRIMARY KEY, name TEXT)")
shop.execute("CREATE TABLE prices (product INTEGER, country TEXT, price REAL)")
shop.execute("PRAGMA user_version = 1")
shop.executemany("INSERT INTO products VALUES (?, ?)", [(i, f"Product {i}") for i in range(1, 201)])
prices = [(i, country, i * 1.25) for i in range(1, 201) for country in "AT BE DE DK ES FR IE IT NL PT".split()]
shop.executemany("INSERT INTO prices VALUES (?, ?, ?)", prices)
shop.commit()
'@ $root/shop.db
    $free = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $free.Start(); $port = $free.LocalEndpoint.Port; $free.Stop()
    Set-Content $root/token "token of $name"
    chmod 600 $root/token
    $payments = @{ staging = 'sandbox'; production = 'live' }[$name]
    Set-JobEnvironment $name @{ root = $root; port = $port; url = "http://127.0.0.1:$port"; payments = $payments } -Secret @{
        token = "file:$root/token"
    }
    $env:SHOP_HOST, $env:SHOP_PORT, $env:SHOP_PAYMENTS, $env:SHOP_TOKEN = '127.0.0.1', $port, $payments, "token of $name"
    sh deploy.sh install $root 1 ./service
    sh deploy.sh configure $root 1
    sh deploy.sh switch $root releases/1
    sh deploy.sh restart $root
    if ($LASTEXITCODE -ne 0) { throw "The service does not start in $root." }
}
