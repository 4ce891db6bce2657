# docs/schedules.md is the transcript of one session.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    $folder = New-Item -ItemType Directory (Join-Path $TestDrive jobs)
    Set-Content "$folder/report.job.json" @'
{
  "name": "report",
  "owner": "shop team",
  "expectedResult": "The report of the day is printed.",
  "rollbackNote": "Nothing to undo.",
  "parameters": { "days": { "type": "integer", "default": 1 } },
  "command": ["echo", "${parameters.days}"],
  "schedules": {
    "report-nightly": { "cron": "15 1 * * *", "timeZone": "Europe/Dublin", "catchUp": "last", "catchUpWithin": "12h" }
  }
}
'@
    Set-Content "$folder/crontab" 'MAILTO=root', 'HOME=/srv/site', '', '# Keeps the site fast.',
        '*/5 * * * * /srv/site/warm-cache.sh --all', '30 2 1 * * cd backup && ./backup.sh > backup.log', '@reboot /srv/site/start.sh'
    $session = Invoke-Transcript "$PSScriptRoot/../../docs/schedules.md" -Folder $folder -ShownFolder /srv/jobs -Environment @{
        JOBOPS_LEDGER = "sqlite:$folder/ledger.db"
    }
}

Describe 'The session of docs/schedules.md' {
    It 'shows what the page shows' {
        $session.Commands.Count | Should -BeGreaterThan 15
        Assert-Transcript $session -Figures
    }

    It 'uses the cmdlet <_>' -ForEach @(
        'Set-JobSchedule', 'Get-JobSchedule', 'Test-JobSchedule', 'Suspend-JobSchedule', 'Resume-JobSchedule', 'Remove-JobSchedule',
        'Export-JobSchedule', 'Import-JobSchedule'
    ) { $session.Commands -match "\b$_\b" | Should -Not -BeNullOrEmpty }
}
