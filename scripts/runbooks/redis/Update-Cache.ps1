<#
.SYNOPSIS
    Changes how long a cache keeps the pages of one route: measured, backed up, rehearsed, held against a cache rule, compared, watched.
.DESCRIPTION
    The candidate is the cache configuration as it should be; the rule 'shop' (shop.cacherules.json) says by examples what has to hold. What
    ends this script before step 5 has left production untouched, or rolled it back. docs/stacks/redis.md is a session.
.EXAMPLE
    ./Update-Cache.ps1 ./candidate.json 'Products for ten minutes' -Key ttl-1 -Now 'no product is cached' -Expected 'Most are.'
#>
param(
    [Parameter(Mandatory)] [string] $Candidate,
    [Parameter(Mandatory)] [string] $Title,
    [Parameter(Mandatory)] [string] $Key,
    [Parameter(Mandatory)] [string] $Now,
    [Parameter(Mandatory)] [string] $Expected,
    # How long the log is watched.
    [string] $Watch = '15m'
)
$ErrorActionPreference = 'Stop'
$job = @{ candidate = (Resolve-Path $Candidate).Path }
$shop = (Get-JobEnvironment production).Settings
Register-CacheRule -Path $PSScriptRoot/shop.cacherules.json
Register-JobDefinition $PSScriptRoot/cache-ttl.job.json

# What was done for this key is not done again.
if ($done = Get-JobRun -JobName cache-ttl -IdempotencyKey $Key -Status Succeeded) { return $done }

# 1. What it does now, in words and in figures: response time and hit rate.
$behavior = @{ Route = '/products/1'; ExpectedInput = 'none'; SlowQuery = 'GET /products/1'; NoticedAt = $Now }
$words = @{ Owner = 'web team'; Scope = "$($shop.root)/cache.json"; ExpectedResult = $Expected; RollbackNote = 'Invoke-Rollback -Change' }
$change = (New-Change $Title @words -CurrentBehavior $behavior).ChangeId
Measure-Baseline $change -Phase Before -Uri "$($shop.url)/products/1" -Count 30 -WarmUp 5 | Format-Table

# 2. A backup, and the proof that it can be restored. Of the pages that go the job keeps values and lifetimes for the way back.
New-Backup "$($shop.root)/cache.json" "$($shop.root)/backups" -Name cache -Keep 7 | Test-Backup | Format-Table

# 3. The rehearsal: the same on staging, held against the rule, and its rollback. Without one that passed, production is refused.
Test-Rollback cache-ttl staging $job -Change $change |
    ForEach-Object { "Rehearsal $($_.RehearsalId) of $($_.JobName) in $($_.Environment): passed is $($_.Passed)." }

# 4. Production. Where an example of the rule does not hold, it is rolled back at once.
Start-Job cache-ttl -Parameter $job -Environment production -Change $change -IdempotencyKey $Key -RollbackOnFailure -Wait |
    Tee-Object -Variable run | Format-Table
"The way back, which the rehearsal has tried: Invoke-Rollback $($run.RunId), or jobops rollback $($run.RunId)."

# 5. What it does now, compared: the hits are what was to change.
Measure-Baseline $change -Phase After | Format-Table
Compare-Baseline $change -Primary 'cache hit rate' | Format-Table

# 6. The log. A rise of errors takes the way back.
Watch-Release $change -For $Watch -LogFile "$($shop.root)/logs/shop.log" | ForEach-Object { "$($_.Status): $($_.Name): $($_.Actual)" }
if ($LASTEXITCODE -eq 2) { return Invoke-Rollback -Change $change -Confirm:$false }

# 7. The final note; and staging becomes as production is now, so that the next rehearsal begins there.
Write-ChangeNote $change -Reason $Title
Complete-Change $change -PassThru | Format-Table
$null = Start-Job cache-ttl -Parameter $job -Environment staging -Wait
