# docs/stacks/linux.md is the transcript of one session, on nginx, cron and systemd.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    . $PSScriptRoot/Stacks.ps1
    $session = Invoke-StackPage linux nginx, crontab, systemd-analyze, curl
}

Describe 'The session of docs/stacks/linux.md' {
    BeforeEach { if ($session.Reason) { Set-ItResult -Skipped -Because $session.Reason } }

    It 'shows what the page shows, and leaves no server' {
        if ($session.Reason) { return }
        Assert-Transcript $session -Times
        $session.Running | Should -BeNullOrEmpty
    }
}
