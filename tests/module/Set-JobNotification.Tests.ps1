BeforeAll {
    . $PSScriptRoot/Support.ps1
    $null = New-TestLedger
}
AfterAll { Disconnect-JobLedger }

Describe 'Set-JobNotification' {
    It 'makes a receiver, silently, and a later call changes what it names' {
        Set-JobNotification ops -Webhook https://ops.example/jobops -SigningKey env:OPS_KEY -On Recovered, Failed -JobName site-* |
            Should -BeNullOrEmpty
        $changed = Set-JobNotification OPS -Owner 'shop*' -Queue images -Environment production -Repeat 2h -PassThru
        $changed.Name, $changed.Method, $changed.Target, $changed.SigningKey | Should -Be 'ops', 'Webhook', 'https://ops.example/jobops', 'env:OPS_KEY'
        $changed.On | Should -Be 'Failed', 'Recovered'
        $changed.JobName, $changed.Owner, $changed.Queue, $changed.Environment | Should -Be 'site-*', 'shop*', 'images', 'production'
        $changed.Repeat | Should -Be ([timespan]'02:00:00')
        $changed.SetBy | Should -Be (Get-JobLedger).Actor
    }

    It 'takes filters, quiet hours and the key back' {
        (Set-JobNotification ops -QuietHours 22:00-06:00 -TimeZone 'GMT Standard Time' -PassThru).Quiet |
            Should -Be '22:00-06:00 (Europe/London)'
        $bare = Set-JobNotification ops -On @() -JobName @() -Owner @() -Queue @() -Environment @() -QuietHours '' -SigningKey '' -PassThru
        $bare.On.Count, $bare.JobName.Count, $bare.Quiet, $bare.SigningKey | Should -Be 0, 0, $null, $null
        ($bare | Out-String) | Should -Match 'everything'
    }

    It 'puts another method in the place of the one it had' {
        $mail = Set-JobNotification ops -MailServer mail.example:2525 -MailFrom a@example.org -MailTo b@example.org, c@example.org -MailUser a -MailPassword env:MAIL_PASSWORD -PassThru
        $mail.Method, $mail.Webhook, $mail.Mail.Security, $mail.Mail.ConnectedPort | Should -Be 'Mail', $null, 'StartTls', 2525
        (Set-JobNotification ops -MailSecurity Tls -MailServer mail.example -PassThru).Mail.ConnectedPort | Should -Be 465
        ($mail | Format-List | Out-String) | Should -Match 'b@example.org, c@example.org'
        $command = Set-JobNotification ops -Command /usr/local/bin/page, --team, ops -PassThru
        $command.Method, $command.Mail, $command.Target | Should -Be 'Command', $null, '/usr/local/bin/page --team ops'
    }

    It 'says with -Verbose that it is so already' {
        "$(Set-JobNotification ops -On @() -Verbose 4>&1)" | Should -Match "Receiver 'ops' is set so already"
    }

    It 'changes nothing under -WhatIf, and says what is wrong there, too' {
        Set-JobNotification ops -Webhook https://other.example/ -WhatIf | Should -BeNullOrEmpty
        (Get-JobNotification ops).Method | Should -Be 'Command'
        (Get-TestError { Set-JobNotification ops -Webhook nowhere -WhatIf }).FullyQualifiedErrorId | Should -Match '^JobOps.ReceiverInvalid'
        (Get-TestError { Set-JobNotification ops -QuietHours soon }).Exception.Error.Actual | Should -Match "two times of day.*found 'soon'"
    }

    It 'names every mistake at once, and repeats nothing that may be secret' {
        $failure = Get-TestError { Set-JobNotification other -Webhook http://anna:hunter2@other.example/ -SigningKey Tr0ub4dor -Repeat 100d -QuietHours 1:00-2:00 }
        $failure.Exception.Error.Id | Should -Be 'ReceiverInvalid'
        $failure = Get-TestError { Set-JobNotification other -Webhook http://anna:hunter2@other.example/ -SigningKey Tr0ub4dor -Repeat 100d -QuietHours 01:00-02:00 -TimeZone Europe/Dubln }
        $found = $failure.Exception.Error
        $found.ExitCode, $found.RetrySafety, $found.NextCommand.PowerShell | Should -Be 65, 'SafeAfter', 'Get-Help Set-JobNotification -Examples'
        foreach ($mistake in 'webhook: .* password', 'signing key: .*9 other characters', 'repeat: ', "quiet: .*'Europe/Dubln'") { $found.Actual | Should -Match $mistake }
        "$found $failure" | Should -Not -Match 'hunter2|Tr0ub4dor'
        (Get-TestError { Set-JobNotification other }).Exception.Error.Actual | Should -Match 'none of them'
        (Get-TestError { Set-JobNotification other -Command true -Webhook https://a.example }).Exception.Error.Actual | Should -Match '2 of them'
        (Get-TestError { Set-JobNotification other -Webhook http://ops.example/ }).Exception.Error.Actual | Should -Match 'http to another machine'
        (Get-TestError { Set-JobNotification other -Webhook https://ops.example/ -On Test }).Exception.Error.Actual | Should -Match 'a test is always sent'
        (Get-TestError {
            Set-JobNotification other -MailServer mail.example -MailSecurity None -MailUser a -MailPassword env:P -MailFrom a@b -MailTo 'no address'
        }).Exception.Error.Actual | Should -Match '(?s)no address.*encryption'
        Get-JobNotification oth* | Should -BeNullOrEmpty
    }

    It 'takes receivers from the pipeline' {
        (Get-JobNotification | Set-JobNotification -On Failed -PassThru).On | Should -Be 'Failed'
        (Test-JobLedger).Valid | Should -BeTrue
    }
}
