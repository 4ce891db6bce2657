<#
.SYNOPSIS
    Changes one thing of a Linux server: its nginx configuration, a cron entry or a systemd unit.
.DESCRIPTION
    The candidate is a folder with etc/ in it, as the server's should be; the environments staging and production say where the servers
    are. What ends this script before step 5 has left production untouched, or rolled it back. docs/stacks/linux.md is a session.
.EXAMPLE
    ./Update-Server.ps1 ./candidate 'More pages a second' -Key rate-1 -Now 'a page takes 50 ms' -Expected 'A page takes 5 ms.'
#>
param(
    [Parameter(Mandatory)] [string] $Candidate,
    [Parameter(Mandatory)] [string] $Title,
    [Parameter(Mandatory)] [string] $Key,
    [Parameter(Mandatory)] [string] $Now,
    [Parameter(Mandatory)] [string] $Expected,
    # How long the logs are watched.
    [string] $Watch = '15m'
)
$ErrorActionPreference = 'Stop'
$job = @{ candidate = (Resolve-Path $Candidate).Path }
$server = (Get-JobEnvironment production).Settings
Register-JobDefinition $PSScriptRoot/server-config.job.json

# What was done for this key is not done again.
if ($done = Get-JobRun -JobName server-config -IdempotencyKey $Key -Status Succeeded) { return $done }

# 1. What it does now, in words and in figures.
$behavior = @{ Route = '/'; ExpectedInput = 'none'; SlowQuery = 'GET /'; NoticedAt = $Now }
$words = @{ Owner = 'operations'; Scope = "$($server.root)/etc"; ExpectedResult = $Expected; RollbackNote = 'Invoke-Rollback -Change' }
$change = (New-Change $Title @words -CurrentBehavior $behavior).ChangeId
Measure-Baseline $change -Phase Before -Uri "$($server.url)/" -Count 30 | Format-Table

# 2. A backup, and the proof that it can be restored.
New-Backup "$($server.root)/etc" ./backups -Keep 7 | Test-Backup | Format-Table

# 3. The rehearsal: applied and rolled back on staging. Without one that passed, production is refused.
Test-Rollback server-config staging $job -Change $change |
    ForEach-Object { "Rehearsal $($_.RehearsalId) of $($_.JobName) in $($_.Environment): passed is $($_.Passed)." }

# 4. The smallest change. If it fails, it is rolled back at once.
Start-Job server-config -Parameter $job -Environment production -Change $change -IdempotencyKey $Key -RollbackOnFailure -Wait |
    Tee-Object -Variable run | Format-Table
"The way back, which the rehearsal has tried: Invoke-Rollback $($run.RunId), or jobops rollback $($run.RunId)."

# 5. What it does now, compared.
Measure-Baseline $change -Phase After | Format-Table
Compare-Baseline $change | Format-Table

# 6. The logs. A rise of errors takes the way back.
Watch-Release $change -For $Watch -LogFile "$($server.root)/logs/error.log", "$($server.root)/logs/access.log" |
    ForEach-Object { "$($_.Status): $($_.Name): $($_.Actual)" }
if ($LASTEXITCODE -eq 2) { return Invoke-Rollback -Change $change -Confirm:$false }

# 7. The final note.
Write-ChangeNote $change -Reason $Title
Complete-Change $change -PassThru | Format-Table
