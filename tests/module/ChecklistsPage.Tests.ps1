# docs/checklists.md is the transcript of one session.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    $root = Resolve-Path $PSScriptRoot/../..
    $folder = New-Item -ItemType Directory (Join-Path $TestDrive shop)
    $null = New-Item -ItemType Directory $folder/site, $folder/checklists
    Set-Content $folder/site/index.html '<h1>Shop</h1>'
    Set-Content $folder/site/upload.php '<?php'
    chmod 755 $folder/site; chmod 644 $folder/site/index.html; chmod 644 $folder/site/upload.php
    # A key of the right shape, in two parts here, so that nothing takes this file for a leak.
    Set-Content $folder/site/config.ini ('key = ' + 'AKIA' + 'Q3EGRIKFJ2LMNZ7X')
    chmod 644 $folder/site/config.ini
    Set-Content $folder/shot.png picture
    Set-Content $folder/site.log "$([DateTimeOffset]::UtcNow.AddMinutes(-10).ToString('o')) INFO all is well"
    Set-Content $folder/checklists/site.checklist.json @'
{
  "name": "site", "owner": "web team",
  "items": [
    { "name": "permissions", "title": "No other account can write the site.", "filePermissions": { "path": "../site" } },
    { "name": "secrets", "title": "No secret is in the site's files.", "noSecrets": { "path": "../site" } },
    { "name": "old-page", "title": "The old page is gone.", "command": { "run": ["grep", "-q", "new", "../site/index.html"] } },
    { "name": "eyes", "title": "Somebody has looked at the page.",
      "attest": { "question": "What does the page look like?", "evidence": true } }
  ]
}
'@
    $session = Invoke-Transcript "$root/docs/checklists.md" -Folder $folder -ShownFolder /srv/shop -Environment @{
        JOBOPS_LEDGER = "sqlite:$folder/ledger.db"
    }
}

Describe 'The session of docs/checklists.md' {
    It 'shows what the page shows' {
        $session.Commands.Count | Should -BeGreaterThan 15
        Assert-Transcript $session
    }

    It 'uses the cmdlet <_>' -ForEach @('Get-Checklist', 'Invoke-Checklist', 'Get-ChecklistResult', 'Watch-Release') {
        $session.Commands -match "\b$_\b" | Should -Not -BeNullOrEmpty
    }
}
