<#
.SYNOPSIS
    Moves a site into maintenance, or out of it.
.DESCRIPTION
    Visitors see the maintenance page as long as the file maintenance.flag stands in the site's folder. Run it with
    Invoke-Runbook, so that it is recorded and can be undone:

        Invoke-Runbook ./Set-Maintenance.ps1 -Parameter @{ Site = '/srv/site'; Enabled = $true } -IdempotencyKey window-42
        Invoke-Rollback -JobName Set-Maintenance
.NOTES
    Owner: web team, web@example.org
    ExpectedResult: maintenance.flag stands in the site's folder if maintenance was asked for, and not otherwise.
    RollbackNote: Invoke-Rollback puts the state before back. By hand: create or remove maintenance.flag.
#>
param(
    [Parameter(Mandatory)] [string] $Site,
    [switch] $Enabled
)

function Write-Flag([string] $Path, [bool] $Present) {
    if ($Present) { Set-Content -LiteralPath $Path 'maintenance' }
    elseif (Test-Path -LiteralPath $Path) { Remove-Item -LiteralPath $Path }
}

$flag = Join-Path (Resolve-Path -LiteralPath $Site) maintenance.flag
$wanted = [bool] $Enabled

$before = Invoke-JobStep look { Test-Path -LiteralPath $flag } -ReadOnly

Invoke-JobStep switch { Write-Flag $flag $wanted } -Touches $flag -Rollback { Write-Flag $using:flag $using:before }

Invoke-JobStep verify {
    if ((Test-Path -LiteralPath $flag) -ne $wanted) { throw "$flag is not as it was asked for." }
} -ReadOnly
