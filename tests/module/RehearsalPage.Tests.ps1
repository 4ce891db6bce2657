# docs/rehearsal.md is the transcript of one session.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    $root = Resolve-Path $PSScriptRoot/../..
    $folder = New-Item -ItemType Directory (Join-Path $TestDrive shop)
    foreach ($site in 'staging', 'shop') {
        $null = New-Item -ItemType Directory "$folder/$site"
        Set-Content "$folder/$site/version" 1
    }
    Set-Content "$folder/publish.sh" '[ -e "$1/version.old" ] || mv "$1/version" "$1/version.old"; sleep 0.4; echo "$2" > "$1/version"'
    Set-Content "$folder/restore.sh" '[ ! -e "$1/version.old" ] || mv "$1/version.old" "$1/version"'
    @{
        name = 'publish'; owner = 'web team'; expectedResult = 'The site has the version.'; rollbackNote = 'Invoke-Rollback.'
        parameters = @{ version = @{ required = $true } }; environments = @('staging', 'production')
        probes = @{ site = @{ path = '${environment.root}' } }; requireRehearsal = @{ environment = 'staging'; maxAge = '7d' }
        steps = @(@{
                name = 'switch'; command = @('sh', './publish.sh', '${environment.root}', '${parameters.version}')
                undo = @{ command = @('sh', './restore.sh', '${environment.root}') }
            })
    } | ConvertTo-Json -Depth 8 | Set-Content "$folder/publish.job.json"
    $session = Invoke-Transcript "$root/docs/rehearsal.md" -Folder $folder -ShownFolder /srv -Environment @{
        JOBOPS_LEDGER = "sqlite:$folder/ledger.db"
    }
}

Describe 'The session of docs/rehearsal.md' {
    It 'shows what the page shows' {
        $session.Commands.Count | Should -BeGreaterThan 15
        Assert-Transcript $session
    }

    It 'uses the cmdlet <_>' -ForEach @(
        'Set-JobEnvironment', 'Get-JobEnvironment', 'Compare-JobEnvironment', 'Test-Rollback', 'Get-Rehearsal', 'Test-JobIdempotency'
    ) { $session.Commands -match "\b$_\b" | Should -Not -BeNullOrEmpty }
}
