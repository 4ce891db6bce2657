# docs/backups.md is the transcript of one session, in a folder with a site.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    $session = if (-not $IsWindows) {
        $shop = New-Item -ItemType Directory (Join-Path $TestDrive shop)
        $null = New-Item -ItemType Directory $shop/site/releases
        Set-Content $shop/site/index.html '<h1>one</h1>'
        Set-Content $shop/site/releases/1 'the first release'
        Set-Content $shop/orders.txt '2 pears', '1 apple'
        Set-Content $shop/upgrade.job.json @'
{
  "name": "upgrade",
  "owner": "shop team",
  "expectedResult": "The page says two.",
  "rollbackNote": "The step upgrade restores the site.",
  "steps": [
    { "name": "backup", "backup": { "paths": ["site"], "to": "backups", "keep": 7 } },
    {
      "name": "upgrade",
      "command": ["sh", "-c", "echo '<h1>two</h1>' > site/index.html"],
      "undo": { "restore": { "from": "${steps.backup.result.path}", "to": ".", "force": true } }
    }
  ]
}
'@
        Invoke-Transcript "$PSScriptRoot/../../docs/backups.md" -Folder $shop -ShownFolder /srv/shop -Environment @{ JOBOPS_LEDGER = "sqlite:$shop/ledger.db" }
    }
}

Describe 'The session of docs/backups.md' {
    BeforeEach {
        if (-not $session) { Set-ItResult -Skipped -Because 'the page calls sh, and makes a link' }
    }

    It 'shows what the page shows' {
        if (-not $session) { return }
        $session.Commands.Count | Should -BeGreaterThan 25
        Assert-Transcript $session -Figures
    }

    It 'uses the cmdlet <_>' -ForEach 'New-Backup', 'Get-Backup', 'Test-Backup', 'Restore-Backup', 'Start-Job', 'Invoke-Rollback' {
        if (-not $session) { return }
        $session.Commands -match "\b$_\b" | Should -Not -BeNullOrEmpty
    }
}
