# docs/approvals.md is the transcript of one session, in which two accounts take part.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    $folder = New-Item -ItemType Directory (Join-Path $TestDrive jobs)
    Set-Content "$folder/release.job.json" @'
{
  "name": "release",
  "owner": "shop team",
  "expectedResult": "The shop runs the version.",
  "rollbackNote": "Its undo points back to the version before.",
  "parameters": { "version": { "type": "integer", "required": true } },
  "approval": { "within": "4h" },
  "command": ["echo", "version ${parameters.version}"],
  "undo": { "command": ["echo", "back"] }
}
'@
    Set-Content "$folder/tidy.job.json" @'
{ "name": "tidy", "owner": "shop team", "expectedResult": "Old files are gone.", "rollbackNote": "None.", "command": ["true"] }
'@
    if ((id -u) -eq 0) {
        $agent = Resolve-Path "$PSScriptRoot/../../artifacts/jobops"
        $session = Invoke-Transcript "$PSScriptRoot/../../docs/approvals.md" -Folder $folder -Shown @{
            "$folder" = '/srv/jobs'; "@$([Environment]::MachineName)" = '@ops1'
        } -Environment @{ JOBOPS_LEDGER = "sqlite:$folder/ledger.db"; PATH = "${agent}:$env:PATH"; NO_COLOR = '1'; TERM = 'dumb' }
    }
}

Describe 'The session of docs/approvals.md' {
    It 'shows what the page shows' {
        if (-not $session) { Set-ItResult -Skipped -Because 'only root can be a second account for a moment' }
        $session.Commands.Count | Should -BeGreaterThan 20
        Assert-Transcript $session
    }

    It 'uses the cmdlet <_>' -ForEach 'Approve-JobRun', 'Deny-JobRun', 'Set-JobEnvironment' {
        if (-not $session) { Set-ItResult -Skipped -Because 'only root can be a second account for a moment' }
        $session.Commands -match "\b$_\b" | Should -Not -BeNullOrEmpty
    }
}
