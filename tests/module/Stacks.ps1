# The pages of docs/stacks are sessions on real programs, each in an empty folder. Their servers end with the session.

# Types a page again; what it needs and is not here is returned as the reason to skip it. -Module: how a module of a program is found.
function Invoke-StackPage([string] $Name, [string[]] $Programs, [System.Collections.IDictionary] $Module = @{}) {
    $agent = Join-Path $PSScriptRoot '../../artifacts/jobops'
    $missing = @($Programs | Where-Object { -not (Get-Command $_ -CommandType Application -ErrorAction Ignore) })
    if (-not $missing) { $missing += $Module.GetEnumerator() | Where-Object { -not (& $_.Value) } | ForEach-Object Key }
    if (-not (Get-Item "$agent/jobops" -ErrorAction Ignore)) { $missing += 'artifacts/jobops (./build.sh)' }
    if ($missing) { return [pscustomobject]@{ Reason = "these are not here: $($missing -join ', ')" } }
    $folder = (New-Item -ItemType Directory (Join-Path $TestDrive $Name)).FullName
    try {
        Invoke-Transcript "$PSScriptRoot/../../docs/stacks/$Name.md" -Folder $folder -ShownFolder /srv/shop -Environment @{
            # The system's own programs: what a version manager puts before them takes long to start.
            PATH = (Resolve-Path $agent).Path, '/usr/bin', $env:PATH -join [System.IO.Path]::PathSeparator
        } | Add-Member -PassThru -NotePropertyMembers @{ Folder = $folder; Running = @(Wait-LeftProcess $folder) }
    }
    finally { Get-LeftProcess $folder | ForEach-Object { Stop-Process -Id $_ -Force } }
}

# Processes that live, of those that have written their number into a file of the folder.
function Get-LeftProcess([string] $Folder) {
    Get-ChildItem $Folder -Recurse -Filter *.pid -ErrorAction Ignore | ForEach-Object { "$(Get-Content -Raw $_)".Trim() } |
        Where-Object { $_ -match '^\d+$' -and (Test-Path "/proc/$_") }
}

# Those that have not ended some seconds after the page has asked them to.
function Wait-LeftProcess([string] $Folder) {
    $deadline = [datetime]::UtcNow.AddSeconds(10)
    while (($left = Get-LeftProcess $Folder) -and [datetime]::UtcNow -lt $deadline) { [System.Threading.Thread]::Sleep(50) }
    $left
}
