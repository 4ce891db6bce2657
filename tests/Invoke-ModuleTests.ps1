<#
.SYNOPSIS
Runs the Pester files of a folder and writes their figures, and the reason of each skipped test, to a JSON file.
#>
param(
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $ResultPath
)
$ErrorActionPreference = 'Stop'
Import-Module Pester -MinimumVersion 5.0

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = 'Plaintext'
$result = Invoke-Pester -Configuration $configuration

# A file that cannot be loaded, or a block whose setup fails, is a failure although no test of it ran.
[ordered]@{
    passed  = $result.PassedCount
    failed  = $result.FailedCount + $result.FailedBlocksCount + $result.FailedContainersCount
    skipped = @($result.Skipped | ForEach-Object {
            [ordered]@{
                name   = $_.ExpandedPath
                reason = "$($_.ErrorRecord.Exception.Message)" -replace '^is skipped, because ', ''
            }
        })
} | ConvertTo-Json -Depth 4 | Set-Content -LiteralPath $ResultPath
