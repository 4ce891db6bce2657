BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Receivers.ps1
    $location = New-TestLedger
    $webhook = Start-TestWebhook "$TestDrive/received"
    $mail = Start-TestMailServer "$TestDrive/mails"
    $env:JOBOPS_TEST_KEY = 'correct horse battery staple'
    Register-TestJob site-check @{ run = "test -e '$TestDrive/up'" }
    Register-TestJob other @{ run = 'exit 3' }
    Set-JobNotification ops -Webhook $webhook.Address -SigningKey env:JOBOPS_TEST_KEY -On Failed, Recovered -JobName site-*
    Set-JobNotification mail -MailServer $mail.Address -MailSecurity None -MailFrom jobs@example.org -MailTo ops@example.org -JobName other
    Set-JobNotification pager -Command sh, -c, "cat >> '$TestDrive/paged.jsonl'" -JobName site-* -On ApprovalWanted
}
AfterAll {
    Stop-TestReceiver $webhook
    Stop-TestReceiver $mail
    Remove-Item Env:JOBOPS_TEST_KEY
    Disconnect-JobLedger
}

Describe 'Get-JobNotification' {
    It 'gets all of them, by name and by pattern' {
        (Get-JobNotification).Name | Should -Be 'mail', 'ops', 'pager'
        (Get-JobNotification OPS).Method | Should -Be 'Webhook'
        (Get-JobNotification p*).Name | Should -Be 'pager'
        Get-JobNotification x* | Should -BeNullOrEmpty
    }

    It 'says of one that is not there what it is' {
        $failure = Get-TestError { Get-JobNotification nosuch }
        $failure.FullyQualifiedErrorId | Should -Match '^JobOps.ReceiverNotFound'
        $failure.Exception.Error.NextCommand.PowerShell, $failure.Exception.Error.ExitCode | Should -Be 'Get-JobNotification', 65
    }

    It 'shows a failure that was told, signed, to those who want to know it' {
        $run = Start-Job site-check -Wait -ErrorAction SilentlyContinue
        $request = Get-TestRequest $webhook 1
        $request.Headers['Content-Type'] | Should -Be 'application/cloudevents+json; charset=utf-8'
        $request.Event.specversion, $request.Event.type, $request.Event.subject | Should -Be '1.0', 'jobops.failed', "run/$($run.RunId)"
        $request.Event.source | Should -Be "/jobops/ledgers/$((Get-JobLedger).LedgerId)"
        $data = $request.Event.data
        $data.event, $data.jobName, $data.owner, $data.status, $data.error.id | Should -Be 'failed', 'site-check', 'test team', 'Failed', 'CommandFailed'
        $data.nextCommand | Should -Match 'Get-JobLog'
        $request.Headers['webhook-id'] | Should -Be $request.Event.id
        $key = [System.Text.Encoding]::UTF8.GetBytes($env:JOBOPS_TEST_KEY)
        $request.Headers['webhook-signature'] | Should -BeExactly (Get-TestSignature $request $key)
        [Math]::Abs([DateTimeOffset]::UtcNow.ToUnixTimeSeconds() - $request.Headers['webhook-timestamp']) | Should -BeLessThan 300
        $told = Get-JobNotification ops -Sent
        $told.Event, $told.Status, $told.RunId, $told.Occurrences | Should -Be 'Failed', 'Sent', $run.RunId, 1
        $told.Title | Should -Be "site-check has failed: Step 'run' of run $($run.RunId) failed."
        Get-JobNotification mail -Sent | Should -BeNullOrEmpty
    }

    It 'shows the same again as one, which waits, and the recovery at once in its place' {
        $null = 1..3 | ForEach-Object { Start-Job site-check -Wait -ErrorAction SilentlyContinue }
        $waiting = Get-JobNotification ops -Sent -Last 1
        $waiting.Status, $waiting.Occurrences | Should -Be 'Pending', 3
        $waiting.NextAt | Should -BeGreaterThan ([datetimeoffset]::UtcNow.AddMinutes(50))
        (Get-JobNotification ops).Pending | Should -Be 1
        $null = New-Item "$TestDrive/up"
        $null = Start-Job site-check -Wait
        (Get-TestRequest $webhook 2).Event.type | Should -Be 'jobops.recovered'
        (Get-JobNotification ops -Sent).Event | Should -Be 'Recovered', 'Failed'
        (Get-JobNotification ops).Pending | Should -Be 0
    }

    It 'shows mail that was taken' {
        $run = Start-Job other -Wait -ErrorAction SilentlyContinue
        Wait-TestCondition -What 'the mail' { Test-Path "$TestDrive/mails/1.eml" }
        $text = Get-Content "$TestDrive/mails/1.eml" -Raw
        $text | Should -Match '(?m)^To: ops@example.org'
        $text | Should -Match '(?m)^Subject: \[JobOps\] other has failed'
        $text | Should -Match "(?s)Run: +$($run.RunId).*Expected: +exit code 0.*Actual: +exit code 3.*Next: +Get-JobLog"
        (Get-JobNotification mail -Sent).Status | Should -Be 'Sent'
    }

    It 'shows a storm as five messages' {
        1..12 | ForEach-Object { $null = Start-Job site-check -RequireApproval -Queue elsewhere }
        $null = Start-JobWorker -UntilEmpty
        $told = Get-Content "$TestDrive/paged.jsonl" | ConvertFrom-Json
        $told.Count | Should -Be 5
        $told.type | Should -Be (@('jobops.approvalWanted') * 4 + 'jobops.group')
        $told[4].data.count, $told[4].data.notifications.Count | Should -Be 8, 8
        (Get-JobNotification pager -Sent).Status | Select-Object -Unique | Should -Be 'Sent'
    }

    It 'shows what did not arrive, why, and when it is tried again' {
        Set-JobNotification ops -On @() -JobName other
        Set-Content "$TestDrive/received/status" 503 -NoNewline
        # The first failure after a success would be news; this one is the same again for the mail, and new for the webhook.
        $null = Start-Job other -Wait -ErrorAction SilentlyContinue
        Wait-TestCondition -What 'the attempt' { $null = Start-JobWorker -UntilEmpty; (Get-JobNotification ops).Failures -eq 1 }
        $told = Get-JobNotification ops -Sent -Last 1
        $told.Status, $told.Attempts, $told.Problem | Should -Be 'Pending', 1, 'it answered with 503'
        (Get-JobNotification ops | Out-String) | Should -Match 'failing +1 it answered'
        (Get-JobNotification | Get-JobNotification -Sent).Receiver | Select-Object -Unique | Sort-Object | Should -Be 'mail', 'ops', 'pager'
    }

    It 'shows one that nobody tries any more' {
        Invoke-TestSql $location "UPDATE Receiver SET SuspendedAt = 1, SuspendedBy = '(does not answer)', SuspendedReason = 'it answered with 503' WHERE Name = 'ops'"
        $parked = Get-JobNotification ops
        $parked.IsParked | Should -BeTrue
        ($parked | Out-String) | Should -Match 'parked +1 it answered'
    }
}
