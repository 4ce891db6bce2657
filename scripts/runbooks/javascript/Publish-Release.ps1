<#
.SYNOPSIS
    Ships a release of a JavaScript shop, twice a day: checked, tagged, rehearsed with its rollback, deployed, measured, watched, noted.
.DESCRIPTION
    What is committed becomes the version. The key is the day and the hour: the same key ships nothing twice. What ends this script
    before step 5 has left production untouched, or rolled it back. docs/stacks/javascript.md is a session.
.EXAMPLE
    ./Publish-Release.ps1 1.1.0 'Related products once' -Key 2026-11-29-noon -Now 'logged in, a page takes 60 ms' -Expected 'It takes 30 ms.'
#>
param(
    [Parameter(Mandatory)] [string] $Version,
    [Parameter(Mandatory)] [string] $Title,
    [Parameter(Mandatory)] [string] $Key,
    [Parameter(Mandatory)] [string] $Now,
    [Parameter(Mandatory)] [string] $Expected,
    # How long the logs are watched.
    [string] $Watch = '15m'
)
$ErrorActionPreference = 'Stop'
$job = @{ version = $Version }
$site = (Get-JobEnvironment production).Settings
Register-JobDefinition $PSScriptRoot/shop-release.job.json

# What was done for this key is not done again.
if ($done = Get-JobRun -JobName shop-release -IdempotencyKey $Key -Status Succeeded) { return $done }

# 1. What it does now, in words, and in figures of those who are logged in, whose pages no cache answers.
$behavior = @{ Route = '/products/1'; ExpectedInput = 'a cookie session'; SlowQuery = 'GET /products/1'; NoticedAt = $Now }
$words = @{ Owner = 'web team'; Scope = "$($site.root)/current"; ExpectedResult = $Expected; RollbackNote = 'Invoke-Rollback -Change' }
$change = (New-Change $Title @words -CurrentBehavior $behavior).ChangeId
Measure-Baseline $change -Phase Before -Uri "$($site.url)/products/1" -Cookie @{ session = 'anna' } -Count 30 -WarmUp 5 | Format-Table

# 2. A backup of what is live, and the proof that it can be restored.
New-Backup "$($site.root)/releases" "$($site.root)/backups" -Keep 7 | Test-Backup | Format-Table

# 3. The rehearsal: the same release on staging, and its rollback. Without one that passed, production is refused.
Test-Rollback shop-release staging $job -Change $change |
    ForEach-Object { "Rehearsal $($_.RehearsalId) of $($_.JobName) in $($_.Environment): passed is $($_.Passed)." }

# 4. Production, and the way back.
Start-Job shop-release -Parameter $job -Environment production -Change $change -IdempotencyKey $Key -RollbackOnFailure -Wait |
    Tee-Object -Variable run | Format-Table
"The way back, which the rehearsal has tried: Invoke-Rollback $($run.RunId), or jobops rollback $($run.RunId)."

# 5. What it does now, compared.
Measure-Baseline $change -Phase After -Cookie @{ session = 'anna' } | Format-Table
Compare-Baseline $change | Format-Table

# 6. The logs. A rise of errors takes the way back.
Watch-Release $change -For $Watch -LogFile "$($site.root)/logs/shop.log" | ForEach-Object { "$($_.Status): $($_.Name): $($_.Actual)" }
if ($LASTEXITCODE -eq 2) { return Invoke-Rollback -Change $change -Confirm:$false }

# 7. The final note, with what Git knows of it.
Write-ChangeNote $change -Reason $Title -Repository $site.repository -To "v$Version" -From (
    git -C $site.repository describe --tags --abbrev=0 "v$Version^")
Complete-Change $change -PassThru | Format-Table
