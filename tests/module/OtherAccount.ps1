# Tests in which two accounts use one embedded ledger: this one, and nobody, which root can be for a moment.

# Where that cannot be, the test that calls it is skipped.
function Confirm-OtherAccount {
    if (-not ($IsLinux -and (id -u) -eq 0)) { Set-ItResult -Skipped -Because 'only root can be a second account for a moment' }
    if (-not (Get-Command setpriv -CommandType Application -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'there is no setpriv to be less than root' }
}

# A new ledger, connected, that both may write. Returns its location.
function New-SharedLedger {
    $folder = New-Item -ItemType Directory "$TestDrive/shared-$([guid]::NewGuid().ToString('N').Substring(0, 8))"
    $location = "sqlite:$folder/ledger.db"
    Connect-JobLedger $location
    chmod -R a+rwX $folder
    $location
}

# Calls jobops as nobody. Returns what it prints; an exit code that is not 0 is an error.
function Invoke-OtherAccount([string] $Location, [string[]] $Arguments) {
    $agent = Resolve-Path "$PSScriptRoot/../../artifacts/jobops/jobops"
    $before = $env:JOBOPS_LEDGER
    $env:JOBOPS_LEDGER = $Location
    try { $output = setpriv --reuid=65534 --regid=65534 --clear-groups -- $agent @Arguments 2>&1 | Out-String }
    finally { $env:JOBOPS_LEDGER = $before }
    if ($LASTEXITCODE -ne 0) { throw "jobops $Arguments ended with ${LASTEXITCODE}: $output" }
    $output
}

# Nobody asks for a run of a job. Returns its number.
function Request-OtherRun([string] $Location, [string] $Job, [string[]] $Arguments = @()) {
    (Invoke-OtherAccount $Location (@('start', $Job, '--no-wait', '--json') + $Arguments) | ConvertFrom-Json).runId
}
