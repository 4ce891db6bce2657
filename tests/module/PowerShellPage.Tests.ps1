# docs/powershell.md is the transcript of one session.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    $pagePath = Join-Path $PSScriptRoot '../../docs/powershell.md' -Resolve
    (Get-Content -LiteralPath $pagePath -Raw) -match '(?s)```json\r?\n(.*?)```' | Should -BeTrue
    $shop = New-Item -ItemType Directory (Join-Path $TestDrive shop)
    Set-Content -LiteralPath "$shop/archive.job.json" $Matches[1]
    $session = Invoke-Transcript $pagePath -Folder $shop -ShownFolder /srv/shop
}

Describe 'The session of docs/powershell.md' {
    It 'shows what the page shows' {
        $session.Commands.Count | Should -BeGreaterThan 20
        Assert-Transcript $session
    }

    It 'uses the cmdlet <_>' -ForEach @(
        'Register-JobDefinition', 'Start-Job', 'Get-Job', 'Start-JobWorker', 'Wait-Job', 'Receive-Job', 'Get-JobRun', 'Stop-Job', 'Remove-Job'
    ) {
        $session.Commands -match "\b$_\b" | Should -Not -BeNullOrEmpty
    }
}
