<#
.SYNOPSIS
    Deploys a release of the queue worker: measured, backed up, rehearsed, drained, switched, watched, noted.
.DESCRIPTION
    The release lies below releases/ of staging and of production. What ends this script before step 5 has left production
    untouched, or rolled it back, with the worker of before at work. docs/stacks/php.md is a session.
.EXAMPLE
    ./Update-Worker.ps1 2 'An index for invoices' -Now 'an invoice takes 5 ms' -Expected 'It takes 1 ms.'
#>
param(
    [Parameter(Mandatory)] [string] $Release,
    [Parameter(Mandatory)] [string] $Title,
    [Parameter(Mandatory)] [string] $Now,
    [Parameter(Mandatory)] [string] $Expected,
    # How long the log is watched.
    [string] $Watch = '15m'
)
$ErrorActionPreference = 'Stop'
$root = (Get-JobEnvironment production).Settings.root
Register-JobDefinition $PSScriptRoot/worker-deploy.job.json

# What was done for this key is not done again.
$key = "release-$Release"
if ($done = Get-JobRun -JobName worker-deploy -IdempotencyKey $key -Status Succeeded) { return $done }

# What thirty tasks take, as the worker itself has measured them.
function Get-TaskTime { php $root/current/shop.php $root/shop.db times 30 | ForEach-Object { [double] $_ } }

# 1. What it does now, in words and in figures.
$behavior = @{ Route = 'the queue'; ExpectedInput = 'a task'; SlowQuery = 'worker.php'; NoticedAt = $Now }
$words = @{ Owner = 'shop team'; Scope = "$root/current"; ExpectedResult = $Expected; RollbackNote = 'Invoke-Rollback -Change' }
$change = (New-Change $Title @words -CurrentBehavior $behavior).ChangeId
Get-TaskTime | Measure-Baseline $change -Phase Before -Unit ms | Format-Table

# 2. A backup, and the proof that it can be restored. The job makes another one, when the worker is drained.
New-Backup -Command php, $root/current/shop.php, $root/shop.db, dump -OutputName shop.db -Name shop -Destination $root/backups -Keep 7 |
    Test-Backup | Format-Table

# 3. The rehearsal: applied and rolled back on staging. Without one that passed, production is refused.
Test-Rollback worker-deploy staging @{ release = $Release } -Change $change |
    ForEach-Object { "Rehearsal $($_.RehearsalId) of $($_.JobName) in $($_.Environment): passed is $($_.Passed)." }

# 4. The smallest change. If it fails, it is rolled back at once.
Start-Job worker-deploy -Parameter @{ release = $Release } -Environment production -Change $change -IdempotencyKey $key -RollbackOnFailure -Wait |
    Tee-Object -Variable run | Format-Table
"The way back, which the rehearsal has tried: Invoke-Rollback $($run.RunId), or jobops rollback $($run.RunId)."

# 5. What it does now, compared.
Get-TaskTime | Measure-Baseline $change -Phase After -Unit ms | Format-Table
Compare-Baseline $change | Format-Table

# 6. The logs. A rise of errors takes the way back.
Watch-Release $change -For $Watch -LogFile $root/logs/worker.log | ForEach-Object { "$($_.Status): $($_.Name): $($_.Actual)" }
if ($LASTEXITCODE -eq 2) { return Invoke-Rollback -Change $change -Confirm:$false }

# 7. The final note.
Write-ChangeNote $change -Reason $Title
Complete-Change $change -PassThru | Format-Table
