# docs/continuations.md is the transcript of one session.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    $folder = New-Item -ItemType Directory (Join-Path $TestDrive jobs)
    Set-Content "$folder/load.job.json" @'
{
  "name": "load",
  "owner": "shop team",
  "expectedResult": "The orders of a day are in the warehouse.",
  "rollbackNote": "Delete the rows of that day.",
  "parameters": { "day": { "required": true } },
  "steps": [{ "name": "copy", "command": ["cat", "${parameters.day}.json"], "output": "json" }],
  "then": {
    "succeeded": [{ "job": "report", "parameters": { "day": "${parameters.day}", "rows": "${steps.copy.result.rows}" } }],
    "failed": ["page-somebody"],
    "always": ["clean-up"]
  }
}
'@
    Set-Content "$folder/merge.job.json" @'
{
  "name": "merge",
  "owner": "shop team",
  "expectedResult": "Both shops are in one table.",
  "rollbackNote": "Nothing to undo.",
  "after": ["fetch-eu", "fetch-us"],
  "command": ["echo", "merged"]
}
'@
    Set-Content "$folder/report.job.json" @'
{
  "name": "report", "owner": "shop team", "expectedResult": "A report.", "rollbackNote": "Nothing to undo.",
  "parameters": { "day": {}, "rows": { "type": "integer" } }, "keep": { "days": 365, "last": 100 },
  "command": ["echo", "${parameters.day}: ${parameters.rows} rows"]
}
'@
    foreach ($name in 'page-somebody', 'clean-up', 'fetch-eu', 'fetch-us') {
        Set-Content "$folder/$name.job.json" @"
{ "name": "$name", "owner": "shop team", "expectedResult": "It is done.", "rollbackNote": "Nothing to undo.", "command": ["echo", "$name"] }
"@
    }
    Set-Content "$folder/monday.json" '{ "rows": 42 }'
    $session = Invoke-Transcript "$PSScriptRoot/../../docs/continuations.md" -Folder $folder -Shown @{
        "$folder" = '/srv/jobs'; "@$([Environment]::MachineName)" = '@ops1'; "$([Environment]::UserName)@" = 'anna@'
    } -Environment @{ JOBOPS_LEDGER = "sqlite:$folder/ledger.db" }
}

Describe 'The session of docs/continuations.md' {
    It 'shows what the page shows' {
        $session.Commands.Count | Should -BeGreaterThan 15
        Assert-Transcript $session -Figures
    }

    It 'uses the cmdlet <_>' -ForEach 'Get-JobLedgerRetention', 'Set-JobLedgerRetention' {
        $session.Commands -match "\b$_\b" | Should -Not -BeNullOrEmpty
    }
}
