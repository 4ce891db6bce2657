<#
.SYNOPSIS
    Makes two small shops in this folder, staging and production, to try the runbooks on: each with a SQLite file and a real worker.
.DESCRIPTION
    Yours are there already: Set-JobEnvironment names their folders. The workers are ended by: sh worker.sh drain ./production
#>
$ErrorActionPreference = 'Stop'
foreach ($name in 'staging', 'production') {
    $root = "$PWD/$name"
    $null = 'releases', 'run', 'logs' | ForEach-Object { New-Item -ItemType Directory "$root/$_" -Force }
    Copy-Item -Recurse "$PSScriptRoot/app" $root/releases/1
    $null = New-Item -ItemType SymbolicLink $root/current -Target releases/1
    sh worker.sh start $root
    Set-JobEnvironment $name @{ root = $root } -ExpectedDifference @{ root = 'a shop each' }
}
php make-csv.php 100000 orders.csv
