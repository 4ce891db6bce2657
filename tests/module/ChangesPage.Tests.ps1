# docs/changes.md is the transcript of one session, on the demo's site.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    $root = Resolve-Path $PSScriptRoot/../..
    $program = @(Get-Item "$root/artifacts/jobops/jobops*" | Where-Object Name -Match '^jobops(\.exe)?$')[0]

    # The session, from a site and a ledger that are new.
    function Invoke-ChangesSession {
        $shop = New-Item -ItemType Directory (Join-Path $TestDrive "shop$(New-Guid)")
        $null = New-Item -ItemType Directory "$shop/site/releases/1"
        Set-Content "$shop/site/settings.json" ("{`n  `"lookups`": `"each`",`n  `"colour`": `"black`"`n}")
        $start = [System.Diagnostics.ProcessStartInfo]::new($program.FullName)
        'demo-site', '--folder', "$shop/site", '--until-input-ends' | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        $server = [System.Diagnostics.Process]::Start($start)
        try {
            $location = "sqlite:$shop/ledger.db"
            Connect-JobLedger $location
            Register-JobDefinition "$root/scripts/demo/site-setting.job.json"
            Disconnect-JobLedger
            Invoke-Transcript "$root/docs/changes.md" -Folder $shop -ShownFolder /srv/shop -Environment @{
                JOBOPS_LEDGER = $location; page = "$($server.StandardOutput.ReadLine())orders"
                PATH = "$($program.DirectoryName)$([System.IO.Path]::PathSeparator)$env:PATH"
            }
        } finally {
            $server.StandardInput.Close()
            Wait-TestProcess $server
        }
    }

    if ($program) {
        # On a machine that others use in waves, nobody can tell what 40 samples say: then all of it is done again.
        for ($try = 0; $try -lt 5 -and (-not $session -or "$($session.Real)" -match 'CannotTell'); $try++) {
            $session = Invoke-ChangesSession
        }
    }
}

Describe 'The session of docs/changes.md' {
    BeforeEach {
        if (-not $session) { Set-ItResult -Skipped -Because 'the site is served by artifacts/jobops: ./build.sh' }
    }

    It 'shows what the page shows' {
        if (-not $session) { return }
        $session.Commands.Count | Should -BeGreaterThan 15
        Assert-Transcript $session -Figures
    }

    It 'uses the cmdlet <_>' -ForEach @(
        'New-Change', 'Set-Change', 'Measure-Baseline', 'Start-Job', 'Compare-Baseline', 'Write-ChangeNote', 'Complete-Change',
        'Invoke-Rollback', 'Get-Change'
    ) {
        if (-not $session) { return }
        $session.Commands -match "\b$_\b" | Should -Not -BeNullOrEmpty
    }
}
