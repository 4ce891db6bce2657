# docs/changes.md is the transcript of one session, on the demo's site.
BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    $root = Resolve-Path $PSScriptRoot/../..
    $shop = New-Item -ItemType Directory (Join-Path $TestDrive shop)
    $null = New-Item -ItemType Directory "$shop/site/releases/1"
    Set-Content "$shop/site/settings.json" ("{`n  `"lookups`": `"each`",`n  `"colour`": `"black`"`n}")
    $program = @(Get-Item "$root/artifacts/jobops/jobops*" | Where-Object Name -Match '^jobops(\.exe)?$')[0]
    if ($program) {
        $start = [System.Diagnostics.ProcessStartInfo]::new($program.FullName)
        'demo-site', '--folder', "$shop/site", '--until-input-ends' | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
        $server = [System.Diagnostics.Process]::Start($start)
        $page = "$($server.StandardOutput.ReadLine())orders"
        $location = "sqlite:$shop/ledger.db"
        Connect-JobLedger $location
        Register-JobDefinition "$root/scripts/demo/site-setting.job.json"
        Disconnect-JobLedger
        $session = Invoke-Transcript "$root/docs/changes.md" -Folder $shop -ShownFolder /srv/shop -Environment @{
            JOBOPS_LEDGER = $location; page = $page
            PATH = "$($program.DirectoryName)$([System.IO.Path]::PathSeparator)$env:PATH"
        }
    }
}
AfterAll {
    if ($server) {
        $server.StandardInput.Close()
        Wait-TestProcess $server
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
