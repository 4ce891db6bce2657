<#
.SYNOPSIS
Runs Pester files and writes their figures, and the reason of each skipped test, to a JSON file.
#>
param(
    # Their paths, with a bar between them: pwsh -File takes no list.
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $ResultPath
)
$ErrorActionPreference = 'Stop'
$modules = Resolve-Path $PSScriptRoot/../artifacts/modules
# The tests' own processes take the same one.
$env:PSModulePath = "$modules$([System.IO.Path]::PathSeparator)$env:PSModulePath"
Import-Module $modules/Pester
Add-Type -Path $PSScriptRoot/Harness/IgnoredSignals.cs
[JobOps.Harness.IgnoredSignals]::Handle()

$configuration = New-PesterConfiguration
$configuration.Run.Path = $Path.Split('|')
$configuration.Run.PassThru = $true
$configuration.Output.Verbosity = 'Normal'
$configuration.Output.RenderMode = 'Plaintext'
# They name each test before it runs: build.cs shows none of them, and can say where a run hangs.
$configuration.Debug.WriteDebugMessages = $true
$configuration.Debug.WriteDebugMessagesFrom = 'Runtime'
$result = Invoke-Pester -Configuration $configuration

# What failed, and the first line of why.
function Get-Failure($Item) { "$($Item.ExpandedPath): $("$(@($Item.ErrorRecord)[0])".Trim().Split("`n")[0])" }

# A file that cannot be loaded, or a block whose setup fails, is a failure although no test of it ran.
[ordered]@{
    passed  = $result.PassedCount
    failed  = @(@($result.Failed; $result.FailedBlocks) | ForEach-Object { Get-Failure $_ }; $result.FailedContainers | ForEach-Object { "$_" })
    skipped = @($result.Skipped | ForEach-Object {
            [ordered]@{
                name   = $_.ExpandedPath
                reason = "$($_.ErrorRecord.Exception.Message)" -replace '^is skipped, because ', ''
            }
        })
} | ConvertTo-Json -Depth 4 | Set-Content -LiteralPath $ResultPath
