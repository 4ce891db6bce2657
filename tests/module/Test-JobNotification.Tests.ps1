BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Receivers.ps1
    $null = New-TestLedger
    $webhook = Start-TestWebhook "$TestDrive/received"
    $mail = Start-TestMailServer "$TestDrive/mails"
    $key = [byte[]](1..24)
    $env:JOBOPS_TEST_KEY = "whsec_$([Convert]::ToBase64String($key))"
    $env:JOBOPS_TEST_ADDRESS = $webhook.Address
    Set-JobNotification hook -Webhook env:JOBOPS_TEST_ADDRESS -SigningKey env:JOBOPS_TEST_KEY -On JournalBroken -QuietHours 00:00-23:59
    Set-JobNotification letter -MailServer $mail.Address -MailSecurity None -MailFrom jobs@example.org -MailTo ops@example.org
    Set-JobNotification program -Command sh, -c, "cat > '$TestDrive/told.json'"
}
AfterAll {
    Stop-TestReceiver $webhook
    Stop-TestReceiver $mail
    Remove-Item Env:JOBOPS_TEST_KEY, Env:JOBOPS_TEST_ADDRESS -ErrorAction Ignore
    Disconnect-JobLedger
}

Describe 'Test-JobNotification' {
    It 'sends one, whatever the filters and quiet hours are, signed by a key as the standard hands it out' {
        $test = Test-JobNotification hook
        $test.Receiver, $test.Method, $test.Arrived, $test.Problem | Should -Be 'hook', 'Webhook', $true, $null
        $request = Get-TestRequest $webhook 1
        $request.Event.type, $request.Event.data.event | Should -Be 'jobops.test', 'test'
        $request.Headers['webhook-signature'] | Should -BeExactly (Get-TestSignature $request $key)
    }

    It 'reaches mail and commands, from the pipeline, and keeps nothing in the ledger' {
        (Get-JobNotification letter, program | Test-JobNotification).Arrived | Should -Be $true, $true
        Wait-TestCondition -What 'the mail' { Test-Path "$TestDrive/mails/1.eml" }
        Get-Content "$TestDrive/mails/1.eml" -Raw | Should -Match "(?m)^Subject: \[JobOps\] A test of 'letter'"
        (Get-Content "$TestDrive/told.json" | ConvertFrom-Json).data.title | Should -Match "^A test of 'program', sent from"
        Get-JobNotification -Sent | Should -BeNullOrEmpty
    }

    It 'says why it did not arrive, without what is secret, and goes on with the next' {
        Set-Content "$TestDrive/received/status" 404 -NoNewline
        Set-JobNotification dead -Webhook http://127.0.0.1:1/
        Set-JobNotification fails -Command sh, -c, 'echo no paper; exit 3'
        $tests = Test-JobNotification dead, fails, hook -ErrorAction SilentlyContinue -ErrorVariable failures
        $tests.Arrived | Should -Be $false, $false, $false
        $tests.Problem | Should -Be 'Connection refused (127.0.0.1:1)', 'exit code 3: no paper', 'it answered with 404'
        $failures.Count | Should -Be 3
        $found = $failures[0].Exception.Error
        $found.Id, $found.ExitCode, $found.RetrySafety | Should -Be 'NotificationFailed', 1, 'Safe'
        $found.NextCommand.PowerShell | Should -Be 'Get-JobNotification dead | Format-List'
        $env:JOBOPS_TEST_ADDRESS = 'http://127.0.0.1:1/secret-path'
        (Test-JobNotification hook -ErrorAction Ignore).Problem | Should -Not -Match 'secret-path'
        $env:JOBOPS_TEST_KEY = $null
        (Test-JobNotification hook -ErrorAction Ignore).Problem | Should -Match 'its signing key: the variable JOBOPS_TEST_KEY is not set'
    }

    It 'waits five seconds for an answer' {
        Set-JobNotification slow -Command sleep, 60
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        (Test-JobNotification slow -ErrorAction Ignore).Problem | Should -Be 'it did not answer within 5 s'
        $clock.Elapsed.TotalSeconds | Should -BeLessThan 40
    }

    It 'leaves one that rests as it is, and reports one that is not there' {
        Suspend-JobNotification program
        (Test-JobNotification program).Arrived | Should -BeTrue
        (Get-JobNotification program).IsSuspended | Should -BeTrue
        (Get-TestError { Test-JobNotification nosuch }).FullyQualifiedErrorId | Should -Match '^JobOps.ReceiverNotFound'
    }
}
