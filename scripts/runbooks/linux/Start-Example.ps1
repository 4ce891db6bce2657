<#
.SYNOPSIS
    Makes two small servers in this folder, staging and production, to try the runbook on: each a real nginx on a free port of loopback.
.DESCRIPTION
    On a machine that is there already, Set-JobEnvironment names what is here made: root is /, state a folder that root alone may write,
    systemctl is systemctl. The servers are ended by: nginx -s quit -p $PWD/staging -c etc/nginx/nginx.conf, and the same for production.
#>
$ErrorActionPreference = 'Stop'
foreach ($name in 'staging', 'production') {
    $root = "$PWD/$name"
    $null = 'logs', 'run', 'site' | ForEach-Object { New-Item -ItemType Directory "$root/$_" -Force }
    Copy-Item -Recurse "$PSScriptRoot/example/etc" $root -Force
    Set-Content "$root/site/index" 'The shop.'
    Set-Content "$root/site/health" ok
    Set-Content "$root/site/news" 'No news.'
    $free = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $free.Start(); $port = $free.LocalEndpoint.Port; $free.Stop()
    Set-Content "$root/etc/nginx/listen.conf" "listen 127.0.0.1:$port;"
    nginx -p $root -c $root/etc/nginx/nginx.conf
    if ($LASTEXITCODE -ne 0) { throw "nginx does not start in $root." }
    Set-JobEnvironment $name @{ root = $root; state = "$PWD/$name-state"; url = "http://127.0.0.1:$port"; systemctl = 'true' }
}
Set-JobEnvironment staging -ExpectedDifference @{ root = 'a server each'; state = 'a server each'; url = 'a server each' }
