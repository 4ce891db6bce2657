# docs/stacks/javascript.md is the transcript of one session, on Node.js, nginx and Git.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    . $PSScriptRoot/Stacks.ps1
    $session = Invoke-StackPage javascript node, nginx, git, curl, setsid
}

Describe 'The session of docs/stacks/javascript.md' {
    BeforeEach { if ($session.Reason) { Set-ItResult -Skipped -Because $session.Reason } }

    It 'shows what the page shows, and leaves no server' {
        if ($session.Reason) { return }
        Assert-Transcript $session -Times
        $session.Running | Should -BeNullOrEmpty
    }
}
