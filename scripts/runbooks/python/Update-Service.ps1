<#
.SYNOPSIS
    Deploys a release of a Python service: measured, backed up, rehearsed on staging with its rollback, then production, watched, noted.
.DESCRIPTION
    The package is the folder that was built. What ends this script before step 5 has left production untouched, or rolled it
    back, with the release of before at work. docs/stacks/python.md is a session.
.EXAMPLE
    ./Update-Service.ps1 ./build/2 2 'One query for all' -Now 'it asks for each product' -Expected 'It asks once.'
#>
param(
    [Parameter(Mandatory)] [string] $Package,
    [Parameter(Mandatory)] [string] $Release,
    [Parameter(Mandatory)] [string] $Title,
    [Parameter(Mandatory)] [string] $Now,
    [Parameter(Mandatory)] [string] $Expected,
    # How long the log is watched.
    [string] $Watch = '15m'
)
$ErrorActionPreference = 'Stop'
$job = @{ package = (Resolve-Path $Package).Path; release = $Release }
$site = (Get-JobEnvironment production).Settings
Register-JobDefinition $PSScriptRoot/service-deploy.job.json

# What was done for this key is not done again.
$key = "release-$Release"
if ($done = Get-JobRun -JobName service-deploy -IdempotencyKey $key -Status Succeeded) { return $done }

# 1. What it does now, in words and in figures.
$behavior = @{ Route = '/products'; ExpectedInput = 'none'; SlowQuery = 'GET /products'; NoticedAt = $Now }
$words = @{ Owner = 'catalogue team'; Scope = "$($site.root)/current"; ExpectedResult = $Expected; RollbackNote = 'Invoke-Rollback -Change' }
$change = (New-Change $Title @words -CurrentBehavior $behavior).ChangeId
Measure-Baseline $change -Phase Before -Uri "$($site.url)/products" -Count 30 -WarmUp 5 -DatabaseCallHeader X-Database-Calls | Format-Table

# 2. A backup, and the proof that it can be restored. The job makes another one of its own.
New-Backup "$($site.root)/shop.db" "$($site.root)/backups" -Name shop -Keep 7 | Test-Backup | Format-Table

# 3. The rehearsal: the same deploy on staging, and its rollback. Without one that passed, production is refused; so it is where the
#    two differ in something that nobody has explained.
Test-Rollback service-deploy staging $job -Change $change |
    ForEach-Object { "Rehearsal $($_.RehearsalId) of $($_.JobName) in $($_.Environment): passed is $($_.Passed)." }

# 4. Production. Where its health check fails, it is rolled back at once.
Start-Job service-deploy -Parameter $job -Environment production -Change $change -IdempotencyKey $key -RollbackOnFailure -Wait |
    Tee-Object -Variable run | Format-Table
"The way back, which the rehearsal has tried: Invoke-Rollback $($run.RunId), or jobops rollback $($run.RunId)."

# 5. What it does now, compared.
Measure-Baseline $change -Phase After | Format-Table
Compare-Baseline $change -Primary 'database calls per sample' | Format-Table

# 6. The logs. A rise of errors takes the way back.
Watch-Release $change -For $Watch -LogFile "$($site.root)/logs/service.log" | ForEach-Object { "$($_.Status): $($_.Name): $($_.Actual)" }
if ($LASTEXITCODE -eq 2) { return Invoke-Rollback -Change $change -Confirm:$false }

# 7. The final note.
Write-ChangeNote $change -Reason $Title
Complete-Change $change -PassThru | Format-Table
