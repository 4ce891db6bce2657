# docs/stacks/redis.md is the transcript of one session, on a shop with a Redis behind it.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    . $PSScriptRoot/Stacks.ps1
    $session = Invoke-StackPage redis redis-server, redis-cli, python3, setsid, curl -Module @{
        # PEXPIRETIME, by which the page shows that nothing else ends at another time.
        'Redis 7' = { "$(redis-server --version)" -match ' v=([7-9]|\d\d)' }
    }
}

Describe 'The session of docs/stacks/redis.md' {
    BeforeEach { if ($session.Reason) { Set-ItResult -Skipped -Because $session.Reason } }

    It 'shows what the page shows, and leaves no server' {
        if ($session.Reason) { return }
        Assert-Transcript $session -Times
        $session.Running | Should -BeNullOrEmpty
    }
}
