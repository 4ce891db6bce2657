<#
.SYNOPSIS
    Makes staging and production in this folder, to try the runbook on: each a node behind a real nginx that caches, on free ports.
.DESCRIPTION
    The shop becomes a Git repository with the tag v1.0.0. Yours are there already: Set-JobEnvironment says the same of them. What this
    starts is ended by ./Stop-Example.ps1.
#>
$ErrorActionPreference = 'Stop'
git init -q -b main ./shop
git -C ./shop config user.name 'web team'
git -C ./shop config user.email web@example.org
git -C ./shop add .
git -C ./shop commit -q -m 'The shop'
git -C ./shop tag -a v1.0.0 -m 'Release v1.0.0'

function Get-FreePort {
    $free = [System.Net.Sockets.TcpListener]::new([ipaddress]::Loopback, 0)
    $free.Start(); $free.LocalEndpoint.Port; $free.Stop()
}

foreach ($name in 'staging', 'production') {
    $root = "$PWD/$name"
    $null = 'releases', 'run', 'logs', 'cache', 'etc' | ForEach-Object { New-Item -ItemType Directory "$root/$_" -Force }
    $node, $site = (Get-FreePort), (Get-FreePort)
    Copy-Item ./nginx.conf $root/etc
    Set-Content $root/etc/listen.conf "listen 127.0.0.1:$site; set `$shop http://127.0.0.1:$node;"
    sh release.sh export ./shop v1.0.0 $root
    sh release.sh switch $root releases/v1.0.0
    sh release.sh restart $root $name $node
    nginx -p $root -c etc/nginx.conf
    if ($LASTEXITCODE -ne 0) { throw "nginx does not start in $root." }
    Set-JobEnvironment $name @{ root = $root; port = $node; url = "http://127.0.0.1:$site"; repository = "$PWD/shop" }
}
Set-JobEnvironment staging -ExpectedDifference @{ root = 'a folder each'; port = 'a server each'; url = 'an address each' }
