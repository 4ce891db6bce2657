# docs/notifications.md is the transcript of one session. What it tells goes to a web server and a mail server of this test.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    . $PSScriptRoot/Receivers.ps1
    $folder = New-Item -ItemType Directory (Join-Path $TestDrive jobs)
    Set-Content "$folder/site-check.job.json" @'
{ "name": "site-check", "owner": "shop team", "expectedResult": "The site is up.", "rollbackNote": "Nothing to undo.", "command": ["cat", "up.txt"] }
'@
    $webhook = Start-TestWebhook "$folder/received"
    $mail = Start-TestMailServer "$folder/mails"
    $location = "sqlite:$folder/ledger.db"
    Initialize-JobLedger $location
    Connect-JobLedger $location
    $ledgerId = (Get-JobLedger).LedgerId
    Disconnect-JobLedger
    $session = Invoke-Transcript "$PSScriptRoot/../../docs/notifications.md" -Folder $folder -Shown @{
        "$folder" = '/srv/jobs'; "$ledgerId" = '0d9e1d51-74a4-4b0b-a5e7-4f6f9d9b7a53'; "@$([Environment]::MachineName)" = '@ops1'
        "from $([Environment]::MachineName)" = 'from ops1'
    } -Environment @{
        JOBOPS_LEDGER = $location; OPS_WEBHOOK = $webhook.Address; OPS_KEY = 'correct horse battery staple'; MAIL_SERVER = $mail.Address
    }
}

AfterAll { $webhook, $mail | ForEach-Object { Stop-TestReceiver $_ } }

Describe 'The session of docs/notifications.md' {
    It 'shows what the page shows' {
        $session.Commands.Count | Should -BeGreaterThan 25
        Assert-Transcript $session -Figures
    }

    It 'uses the cmdlet <_>' -ForEach @(
        'Set-JobNotification', 'Get-JobNotification', 'Test-JobNotification', 'Suspend-JobNotification', 'Resume-JobNotification',
        'Remove-JobNotification'
    ) { $session.Commands -match "\b$_\b" | Should -Not -BeNullOrEmpty }
}
