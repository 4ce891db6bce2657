<#
.SYNOPSIS
    Ends what Start-Example.ps1 has started in this folder.
#>
foreach ($name in 'staging', 'production') {
    nginx -q -s quit -p "$PWD/$name" -c etc/nginx.conf 2>&1 | Out-Null
    sh release.sh stop "$PWD/$name"
}
