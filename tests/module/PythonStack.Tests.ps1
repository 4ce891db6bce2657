# docs/stacks/python.md is the transcript of one session, on a Python service.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    . $PSScriptRoot/Stacks.ps1
    $session = Invoke-StackPage python python3, setsid, curl
}

Describe 'The session of docs/stacks/python.md' {
    BeforeEach { if ($session.Reason) { Set-ItResult -Skipped -Because $session.Reason } }

    It 'shows what the page shows, and leaves no service' {
        if ($session.Reason) { return }
        Assert-Transcript $session -Times
        $session.Running | Should -BeNullOrEmpty
    }
}
