<#
.SYNOPSIS
Types commands into this session one after the other, as a person would, and prints what a screen of 80 columns shows.
.NOTES
A process of its own runs it, so that the session is a new one. Each output ends with a line that holds the mark.
#>
param(
    # A JSON file with an array of commands.
    [Parameter(Mandatory)] [string] $Path,
    [Parameter(Mandatory)] [string] $Mark
)
$PSStyle.OutputRendering = 'PlainText'
foreach ($typed in Get-Content -LiteralPath $Path -Raw | ConvertFrom-Json) {
    try { . ([scriptblock]::Create($typed)) 2>&1 | Out-String -Stream -Width 80 }
    catch { $_ | Out-String -Stream -Width 80 }
    $Mark
}
