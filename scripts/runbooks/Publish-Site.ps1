<#
.SYNOPSIS
    The main job from end to end: release a site, break it, roll it back, ask again, survive a kill, measure changes, rehearse, look back.
.DESCRIPTION
    Works on a site of its own in the folder -Folder, which is made anew each time, and ends the site's web server when
    it is done. The ledger is a file in that folder, or the one that -Ledger or JOBOPS_DEMO_LEDGER names, which has to be
    new. Needs a built checkout: ./build.sh. The job files call jobops, which is the site's tool here, too: -Jobops says
    which one. No step needs a shell or PowerShell, so the same files run where there is none.
#>
param(
    [string] $Folder = (Join-Path $PSScriptRoot '../../artifacts/demo'),
    [string] $Ledger = $env:JOBOPS_DEMO_LEDGER,
    [string] $Jobops = (Join-Path $PSScriptRoot ('../../artifacts/jobops/jobops' + ($IsWindows ? '.exe' : '')))
)

$ErrorActionPreference = 'Stop'
'This is the demo in PowerShell: the cmdlets execute the job file. For the other form run: JOBOPS_DEMO=jobops ./build.sh demo'

$root = Resolve-Path (Join-Path $PSScriptRoot '../..')
$marker = '.jobops-demo'
$manifest = Join-Path $root 'JobOps.psd1'
Import-Module $manifest

function Write-Heading([string] $Text) { "`n$($PSStyle.Bold)## $Text$($PSStyle.Reset)" }

# Shows a command as it would be typed, executes it, and shows what comes back as a table or a list of its own.
function Show-Command([scriptblock] $Command) {
    "`n$($PSStyle.Foreground.Cyan)PS> $("$Command".Trim())$($PSStyle.Reset)"
    (& $Command | Out-String).Trim("`r", "`n")
}

# What the last command said against it.
function Show-LastError {
    if (-not $Error) { throw 'Nothing was said against it.' }
    "`n$($PSStyle.Foreground.BrightRed)$($Error[0])$($PSStyle.Reset)`n  Next:     $($Error[0].ErrorDetails.RecommendedAction)"
}

# A fresh site with four releases, of which the third is broken. Replaces only what an earlier demo left.
function Initialize-DemoFolder([string] $Path) {
    if (Test-Path $Path) {
        if ((Get-ChildItem $Path -Force) -and -not (Test-Path (Join-Path $Path $marker))) {
            throw "$Path is not empty and not of an earlier demo. Name another folder: Publish-Site.ps1 -Folder …"
        }
        Remove-Item $Path -Recurse -Force
    }
    $site = New-Item -ItemType Directory (Join-Path $Path site)
    $null = New-Item (Join-Path $Path $marker)
    $null = New-Item -ItemType Directory (Join-Path $site backups)
    foreach ($release in 1..4) {
        $null = New-Item -ItemType Directory (Join-Path $site "releases/$release")
        Set-Content (Join-Path $site "releases/$release/index.html") "<!doctype html><title>Demo</title><h1>This is release $release.</h1>"
    }
    Set-Content (Join-Path $site releases/3/status) 500 -NoNewline
    $staging = New-Item -ItemType Directory (Join-Path $Path staging)
    foreach ($place in $site, $staging) {
        # As the site itself writes it, also on Windows: the rehearsal compares it to the byte.
        Set-Content (Join-Path $place settings.json) "{`n  `"lookups`": `"each`",`n  `"colour`": `"black`"`n}`n" -NoNewline
    }
    Set-Content (Join-Path $site current) 1
    $site.FullName
}

# The site's web server. It ends when its standard input does, so it cannot outlive this script.
function Open-SiteServer([string] $Site) {
    $start = [System.Diagnostics.ProcessStartInfo]::new($program)
    'demo-site', '--folder', $Site, '--until-input-ends' | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    [System.Diagnostics.Process]::Start($start)
}

# One real request: what a visitor sees now.
function Assert-Site([int] $Status, [int] $Release) {
    $answer = Invoke-WebRequest $url -SkipHttpErrorCheck
    $seen = "$($answer.StatusCode) $($answer.Content -replace '<[^>]*>' -replace '^Demo')".Trim()
    "`nGET $url -> $seen"
    if ($seen -ne "$Status This is release $Release.") { throw "Expected $Status and release $Release." }
}

function Get-Release([int] $Number) {
    @{ site = $site; release = "$Number"; url = $url; expected = "This is release $Number." }
}

# Starts a release in a PowerShell of its own and kills that while it works on the step 'switch'. Whoever holds the
# site's lock makes the step wait, as another release of the site would.
function Invoke-KilledRelease([int] $Number) {
    $lock = [System.IO.File]::Open((Join-Path $site release.lock), 'OpenOrCreate', 'ReadWrite', 'None')
    try {
        $powerShell = [JobOps.Execution.PowerShellProgram]::Find($PWD)
        $start = [System.Diagnostics.ProcessStartInfo]::new($powerShell.File)
        $release = (Get-Release $Number).GetEnumerator() | ForEach-Object { "$($_.Key) = '$($_.Value)'" }
        @($powerShell.Arguments) + '-NoProfile', '-NonInteractive', '-Command',
        "Import-Module '$manifest'; Start-Job site-release -Parameter @{ $($release -join '; ') } -IdempotencyKey release-$Number -Wait" |
            ForEach-Object { $start.ArgumentList.Add($_) }
        $start.Environment['JOBOPS_LEDGER'] = $env:JOBOPS_LEDGER
        $start.Environment['JOBOPS_LEASE_SECONDS'] = $Ledger ? '10' : '2'
        $worker = [System.Diagnostics.Process]::Start($start)
        $deadline = (Get-Date).AddMinutes(1)
        while (-not (Get-JobRun -Status Running | Get-JobStep -StepName switch | Where-Object Status -EQ Running)) {
            if ((Get-Date) -gt $deadline -or $worker.HasExited) { throw 'The release did not get as far as its step switch.' }
            Start-Sleep -Milliseconds 50
        }
        $worker.Kill($true)
        $worker.WaitForExit()
    }
    finally { $lock.Dispose() }
    "`nKilled: the worker is dead, in the middle of step 'switch'."
}

$program = (Get-Item $Jobops).FullName
$env:PATH = "$(Split-Path $program)$([System.IO.Path]::PathSeparator)$env:PATH"
$site = Initialize-DemoFolder $Folder
Copy-Item (Join-Path $root scripts/demo/*.job.json) $Folder
Set-Location $Folder
$env:JOBOPS_LEDGER = $Ledger ? $Ledger : "sqlite:$(Join-Path $PWD ledger.db)"
"Everything happens in $PWD"
$server = Open-SiteServer $site
try {
    $url = $server.StandardOutput.ReadLine()

    Write-Heading '1. Open a ledger, register the job from its file'
    if ($Ledger) {
        $null = Initialize-JobLedger $Ledger
        Show-Command { Connect-JobLedger $Ledger -PassThru }
        if (Get-JobDefinition) { throw 'The ledger that was named is not new: the demo begins with run 1.' }
    }
    else {
        Show-Command { Connect-JobLedger sqlite:./ledger.db -PassThru }
    }
    Show-Command { Register-JobDefinition ./site-release.job.json -PassThru | Format-List }

    Write-Heading '2. Release version 2, and write the change note at once'
    Show-Command { Start-Job site-release -Parameter (Get-Release 2) -IdempotencyKey release-2 -Wait }
    Show-Command { Get-JobRun -Last 1 | Write-ChangeNote -Reason 'Version 2 as announced' -PassThru }
    Assert-Site 200 2

    Write-Heading '3. Release version 3, which is broken; roll it back'
    Show-Command { Start-Job site-release -Parameter (Get-Release 3) -IdempotencyKey release-3 -Wait -ErrorAction SilentlyContinue }
    Show-LastError
    Assert-Site 500 3
    Show-Command { Get-JobRun -Last 1 | Invoke-Rollback -Confirm:$false }
    Assert-Site 200 2

    Write-Heading '4. Ask for version 2 again, with the same key'
    Show-Command { Start-Job site-release -Parameter (Get-Release 2) -IdempotencyKey release-2 -Wait }

    Write-Heading '5. Kill the worker of a release half-way, start it again'
    Invoke-KilledRelease 4
    Assert-Site 200 2
    Show-Command { Get-JobRun -Last 1 -Why }
    Show-Command { Start-Job site-release -Parameter (Get-Release 4) -IdempotencyKey release-4 -Wait }
    Assert-Site 200 4

    Write-Heading '6. Measure a slow page, change one thing, compare'
    $page = "${url}orders"
    $now = @{ Route = '/orders'; ExpectedInput = 'none'; SlowQuery = 'GET /orders'; NoticedAt = 'the list of orders appears late' }
    $words = @{ Owner = 'web team'; RollbackNote = 'Invoke-Rollback -Change <it>'; CurrentBehavior = $now }
    $measuring = @{ Uri = $page; Count = 40; WarmUp = 20; DatabaseCallHeader = 'X-Database-Calls' }
    Show-Command { Register-JobDefinition ./site-setting.job.json }
    Show-Command { New-Change 'Another colour' @words -ExpectedResult 'Nobody waits for a colour.' -Scope 'settings.json: colour' }
    Show-Command { Measure-Baseline C1 -Phase Before @measuring }
    Show-Command { Start-Job site-setting -Parameter @{ site = $site; name = 'colour'; value = 'navy'; url = $page } -Change C1 -Wait }
    Show-Command { Measure-Baseline C1 -Phase After }
    # On a machine that is busy elsewhere, what makes no difference may look like one, or like nothing at all.
    Show-Command { Compare-Baseline C1 -Meaningful 50% }
    Show-Command { Write-ChangeNote C1 -Reason 'The brand has a new colour.' -Meaningful 50%; Complete-Change C1 }
    Show-Command { New-Change 'One look at the orders' @words -ExpectedResult 'It takes a tenth of the time.' -Scope 'settings.json: lookups' }
    Show-Command { Measure-Baseline C2 -Phase Before @measuring }
    Show-Command { Start-Job site-setting -Parameter @{ site = $site; name = 'lookups'; value = 'once'; url = $page } -Change C2 -Wait }
    Show-Command { Measure-Baseline C2 -Phase After }
    Show-Command { Compare-Baseline C2 }
    Show-Command { Show-Comparison C2 -Terminal }
    Show-Command { Write-ChangeNote C2 -Reason 'The page went through all orders for each customer.' -PassThru }
    Show-Command { Complete-Change C2 -PassThru }
    # Of times a machine that is busy elsewhere may leave nothing to say; what the page asks of its database is counted.
    $verdicts = (Compare-Baseline C2).Verdict
    if ($verdicts[-1] -ne 'Better' -or $verdicts -contains 'Worse') { throw 'What makes the page ten times as fast was not found to.' }

    Write-Heading '7. Staging is a rehearsal: production asks for it, and an edit afterwards voids it'
    $green = @{ colour = 'green' }
    Show-Command { Register-JobDefinition ./site-colour.job.json }
    Show-Command { Set-JobEnvironment staging @{ site = 'staging' } -ExpectedDifference @{ site = 'each has its own folder' } }
    Show-Command { Set-JobEnvironment production @{ site = 'site' } }
    Show-Command { Compare-JobEnvironment staging production }
    $Error.Clear()
    Show-Command { Start-Job site-colour -Environment production -Parameter $green -Wait -ErrorAction SilentlyContinue }
    Show-LastError
    Show-Command { Test-Rollback site-colour staging $green }
    Show-Command { Start-Job site-colour -Environment production -Parameter $green -Wait }
    if ((Get-JobRun -Last 1).RehearsalId -ne 1) { throw 'The run does not say on which rehearsal it stands.' }
    Set-Content ./site-colour.job.json ((Get-Content ./site-colour.job.json -Raw) -replace 'before:', 'before, at once:')
    "`nEdited: site-colour.job.json"
    Show-Command { Register-JobDefinition ./site-colour.job.json }
    $Error.Clear()
    Show-Command { Start-Job site-colour -Environment production -Parameter @{ colour = 'red' } -Wait -ErrorAction SilentlyContinue }
    Show-LastError
    Show-Command { Get-Rehearsal }
    if ((Get-Rehearsal).Holds -ne $false) { throw 'The rehearsal holds although the job was edited.' }

    Write-Heading '8. What the ledger knows'
    Show-Command { Get-JobRun }
    Show-Command { Get-JobRun -Last 1 | Get-JobStep }
    Show-Command { Get-ChangeNote }
    Show-Command { Test-JobLedger }
    if (-not (Test-JobLedger).Valid) { throw 'The journal does not verify.' }
}
finally {
    $server.StandardInput.Close()
    $server.WaitForExit()
    Disconnect-JobLedger
}
exit 0
