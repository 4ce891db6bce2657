BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../JobOps.psd1')
    # Examples that need what a test does not have.
    $reasons = @{
        'Connect-JobLedger 2' = 'needs SQL Server and a person who types a password'
        'Connect-JobLedger 3' = 'needs Microsoft.PowerShell.SecretManagement; Connect-JobLedger.Tests.ps1 has a stand-in'
        'Grant-JobLedgerRole 1' = 'needs SQL Server; RoleTests of the engine grants each role where there is one'
        'Initialize-JobLedger 4' = 'needs SQL Server 2022 or Azure SQL; LedgerTableTests of the engine do it where there is one'
        'Import-JobLedger 2' = 'needs SQL Server; the contract tests of the engine import into one'
        'Restart-JobRun 3' = 'needs a run with an unknown outcome; Invoke-JobStep.Tests.ps1 has one'
        'Start-JobWorker 1' = 'works until Ctrl+C; Start-JobWorker.Tests.ps1 does that'
        'Install-JobWorker 1' = 'needs Windows and an administrator; PowerShellTests of tests/Windows does it'
        'Install-JobWorker 2' = 'needs Windows and an administrator; PowerShellTests of tests/Windows does it'
        'Uninstall-JobWorker 1' = 'needs Windows and an administrator; PowerShellTests of tests/Windows does it'
        'Uninstall-JobWorker 2' = 'needs Windows and an administrator; PowerShellTests of tests/Windows does it'
        'Invoke-Runbook 2' = 'needs an interrupted run; Invoke-Runbook.Tests.ps1 has one'
        'Measure-Baseline 1' = 'needs a site; Measure-Baseline.Tests.ps1 has one'
        'Measure-Baseline 2' = 'needs a site; Measure-Baseline.Tests.ps1 has one'
        'Measure-Baseline 3' = 'needs a site; Measure-Baseline.Tests.ps1 has one'
        'Measure-Baseline 4' = 'needs a site; Measure-Baseline.Tests.ps1 has one'
        'Measure-Baseline 5' = 'needs PHP; Measure-Baseline.Tests.ps1 measures another command'
        'Watch-Release 2' = 'needs a service of systemd and a site; Watch-Release.Tests.ps1 follows logs'
        'New-Backup 3' = 'needs age and a key; New-Backup.Tests.ps1 encrypts by another program'
        'Test-CacheRule 1' = 'needs a site; Test-CacheRule.Tests.ps1 has one'
        'Test-CacheRule 2' = 'needs a site and two users; Test-CacheRule.Tests.ps1 has them'
        'Clear-CacheScope 1' = 'needs a Redis; Clear-CacheScope.Tests.ps1 has one'
        'Clear-CacheScope 3' = 'needs a Redis; Clear-CacheScope.Tests.ps1 has one'
        'Invoke-JobStep 1' = 'runs inside of a runbook; Invoke-JobStep.Tests.ps1 does that'
        'Invoke-JobStep 2' = 'runs inside of a runbook; Invoke-JobStep.Tests.ps1 does that'
    }
    # The commands that the topics show: lines of eight blanks below an empty line or a heading, as one block.
    $topics = Get-ChildItem (Join-Path $PSScriptRoot '../../en-US/about_*.help.txt')
    $topicReasons = @{
        'about_JobOps_Queues: Start-JobWorker -Queue images -Concurrency 4' = 'works until Ctrl+C; Start-JobWorker.Tests.ps1 does that'
        "about_JobOps_Queues: Suspend-JobQueue images -Reason 'storage is being moved'" = 'needs run 42, queued; Stop-JobRun.Tests.ps1 has one'
        'about_JobOps_Queues: Get-JobRun -Status Failed -Why' = 'needs run 42, failed; Restart-JobRun.Tests.ps1 has one'
        'about_JobOps_Runbooks: Import-Module JobOps' = 'needs a runbook in /srv'
        'about_JobOps_Safety: Restart-JobRun 42 -InterruptedStep Accept -Wait  # it took effect' = 'needs a run with an unknown outcome; Invoke-JobStep.Tests.ps1 has one'
        'about_JobOps_Safety: $secrets = @{ token = Read-Host token -AsSecureString }' = 'needs a person who types a secret'
    }
    $blocks = foreach ($topic in $topics) {
        $text = (Get-Content -LiteralPath $topic -Raw).ReplaceLineEndings("`n")
        foreach ($match in [regex]::Matches($text, '(?m)(?<=^(?:    [A-Z][^a-z\n]*)?\n)(?: {8}.*\n|\n(?= {8}))+')) {
            $code = $match.Value -replace '(?m)^ {8}' -replace '\s+$'
            $name = "$($topic.Name -replace '\.help\.txt$'): $(($code -split '\n')[0])"
            @{ Name = $name; Code = $code; Reason = $topicReasons[$name] }
        }
    }
    $cmdlets = (Get-Command -Module JobOps -CommandType Cmdlet).Name
    $examples = foreach ($name in $cmdlets) {
        $number = 0
        foreach ($example in (Get-Help $name -Examples).examples.example) {
            $number++
            @{ Name = "$name $number"; Code = $example.code; Reason = $reasons["$name $number"] }
        }
    }
}

BeforeAll {
    . $PSScriptRoot/Support.ps1

    # A folder with all that examples and topics speak of, and a ledger: a job that needs a version, with a finished and a
    # failed run, and a job for pictures.
    function Enter-ExampleFolder {
        $folder = New-Item -ItemType Directory "$TestDrive/$([guid]::NewGuid().ToString('N'))"
        $null = New-Item -ItemType Directory "$folder/jobs", "$folder/site"
        Copy-Item "$PSScriptRoot/../../scripts/runbooks/Set-Maintenance.ps1" $folder
        Push-Location $folder
        $null = New-TestLedger
        Register-TestJob site-release -Parameters @{ version = @{ type = 'string'; required = $true } } -Steps ([ordered]@{
                backup = "echo saved |undo| true"; verify = 'test ${parameters.version} != 3 |undo| true'
            })
        Copy-Item "$TestDrive/site-release.job.json" $folder
        New-TestChecklist $folder/site.checklist.json '{ "name": "job", "title": "The job is there.", "command": { "run": ["test", "-e", "site-release.job.json"] } }'
        Copy-Item "$TestDrive/site-release.job.json" $folder/jobs
        Register-TestJob clear-cache
        $null = Start-Job site-release -Parameter @{ version = '1' } -Wait
        $null = Start-Job site-release -Parameter @{ version = '3' } -Wait -ErrorAction SilentlyContinue
        $null = Write-ChangeNote 1 -Reason 'version 1'
        Set-JobQueue images -NoLimit
        Register-TestJob resize -Parameters @{ id = @{ type = 'integer'; required = $true } } -Steps @{ convert = 'true' }
        Copy-Item "$TestDrive/resize.job.json" $folder
        Set-Content "$folder/pictures.csv" 'id', '1', '2'
        if ($Code -match 'Get-Backup') { $null = New-Backup ./site ./backups }
        if ($Code -match '\bC\d\b') { Add-ExampleChange }
        if ($Code -match 'site\.log') { Set-Content $folder/site/site.log "$([DateTimeOffset]::UtcNow.AddMinutes(-1).ToString('o')) all is well" }
        if ($Code -match 'JobSchedule') { Set-JobSchedule nightly clear-cache -Cron '15 2 * * *' }
        if ($Code -match 'JobNotification') { Set-JobNotification ops -Command true }
        if ($Code -match 'AwaitingApproval') { $null = Start-Job clear-cache -RequireApproval }
        if ($Code -match 'Cache') {
            Register-CacheRule products '/shop/*' -Ttl 10m -ShouldCache /shop/p/1 -Why 'nine of ten requests'
            $null = New-Item -ItemType Directory "$folder/pages/shop/p"
            1..3 | ForEach-Object { Set-Content "$folder/pages/shop/p/$_.html" page }
            $null = Test-CacheRule -BaseUri http://127.0.0.1:1
            Set-Content "$folder/shop.cacherules.json" '{ "rules": [ { "name": "shop", "match": "/s/*", "ttl": "1h", "shouldCache": ["/s/1"], "why": "w" } ] }'
        }
        if ($Code -match 'staging') { Add-ExampleEnvironment }
        if ($Code -match '-Repository \.') { Initialize-ExampleRepository }
    }

    # Change 1 is measured, 2 open, 3 applied by hand, measured and noted, 4 applied by a run that can be undone.
    function Add-ExampleChange {
        $null = 1..4 | ForEach-Object { Open-TestChange "page $_" }
        $null = Get-TestTime 100 | Measure-Baseline C1 Before -Unit ms
        $null = Get-TestTime 100 | Measure-Baseline C3 Before -Unit ms
        Set-Change C3 Applied -Command 'sed -i s/ttl=0/ttl=600/ site.conf'
        $null = Get-TestTime 50 | Measure-Baseline C3 After -Unit ms
        Write-ChangeNote C3 -Reason 'the lifetime was 0'
        Set-Change C4 Measured -Reason 'there is nothing to measure'
        $null = Start-Job site-release -Parameter @{ version = '4' } -Change C4 -Wait
    }

    # Two environments, and a job that can be rehearsed in one of them.
    function Add-ExampleEnvironment {
        Set-JobEnvironment staging @{ url = 'http://staging.example'; workers = 1; root = 'site' } -ExpectedDifference @{ url = 'its own' }
        Set-JobEnvironment production @{ url = 'http://shop.example'; workers = 1; root = 'site' }
        Register-TestJob publish -Parameters @{ version = @{ type = 'string' } } -Policies @{
            probes = @{ site = @{ path = '${environment.root}' } }; workingDirectory = "$PWD"
        } -Steps @{ write = 'echo "${parameters.version}" > site/version |undo| rm -f site/version' }
        $null = Test-Rollback publish staging @{ version = '1' }
    }

    # The tags v1 and v2, with a file that differs.
    function Initialize-ExampleRepository {
        git init -q .
        foreach ($version in 'v1', 'v2') {
            Set-Content ./site.conf $version
            git add site.conf
            git -c user.name=t -c user.email=t@localhost -c commit.gpgsign=false commit -q -m $version
            git tag $version
        }
    }
}
AfterAll { Disconnect-JobLedger }

Describe 'The topic <_.BaseName>' -ForEach $topics {
    BeforeAll {
        $name = $_.Name -replace '\.help\.txt$'
        $text = Get-Content -LiteralPath $_ -Raw
    }

    It 'is found by Get-Help, and about_JobOps leads to it' {
        Get-Help $name | Out-String | Should -Match '(?s)SHORT DESCRIPTION.*LONG DESCRIPTION.*SEE ALSO'
        Get-Help about_JobOps | Out-String | Should -Match "\b$name\b"
    }

    It 'fits into 80 columns' {
        Get-Content -LiteralPath $_ | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'names only commands that there are' {
        [regex]::Matches($text, '\b[A-Z][a-z]+-[A-Z][A-Za-z]+\b').Value | Sort-Object -Unique |
            Where-Object { -not (Get-Command $_ -ErrorAction Ignore) } | Should -BeNullOrEmpty
    }

    It 'leads to <_>' -ForEach @((((Get-Content -LiteralPath $_ -Raw) -split 'SEE ALSO')[1]).Trim() -split '\s*\n\s*') {
        if ($_ -like 'Get-Help *') { (& ([scriptblock]::Create($_))).Name | Should -Not -BeNullOrEmpty }
        else { Get-Help $_ | Out-String | Should -Match 'LONG DESCRIPTION' }
    }
}

Describe 'The commands of the topics' {
    It 'can be typed, with the parameters they have: <Name>' -ForEach $blocks {
        $ast = [System.Management.Automation.Language.Parser]::ParseInput($Code, [ref] $null, [ref] $null)
        foreach ($command in $ast.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)) {
            $arguments = if ($command.GetCommandName() -eq 'Start-Job') { @{ ArgumentList = 'site-release' } } else { @{} }
            $known = Get-Command $command.GetCommandName() @arguments
            foreach ($parameter in $command.CommandElements.Where({ $_ -is [System.Management.Automation.Language.CommandParameterAst] })) {
                { $known.ResolveParameter($parameter.ParameterName) } | Should -Not -Throw -Because $command
            }
        }
    }

    It 'work: <Name>' -ForEach $blocks {
        if ($Reason) { Set-ItResult -Skipped -Because $Reason }
        Enter-ExampleFolder
        if ($Code.StartsWith('<#')) {
            Set-Content ./Runbook.ps1 $Code
            (Invoke-Runbook ./Runbook.ps1 -Parameter @{ Site = "$PWD/site" })[-1].Status | Should -Be 'Succeeded'
            './site/maintenance.flag' | Should -Exist
            (Invoke-Rollback 3 -Confirm:$false).Status | Should -Be 'Undone'
        }
        else {
            $ConfirmPreference = 'None'
            & ([scriptblock]::Create($Code)) 2>&1 | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] } | Should -BeNullOrEmpty
        }
    }

    AfterEach { Set-Location $PSScriptRoot }
}

Describe 'The examples' {
    BeforeEach { Enter-ExampleFolder }
    AfterEach { Pop-Location }

    It 'of <Name> work' -ForEach $examples {
        if ($Reason) { Set-ItResult -Skipped -Because $Reason }
        if ($Code -match '-Repository \.' -and -not (Get-Command git -ErrorAction Ignore)) { Set-ItResult -Skipped -Because 'git is not on this machine' }
        if ($Name -eq 'Restart-JobRun 1') { $ErrorActionPreference = 'Continue' }
        # Who waits for a run waits for a worker, too.
        $worker = if ($Code -match 'Wait-Job -Timeout') { Start-TestShell 'Start-JobWorker' }
        try { $written = & ([scriptblock]::Create($Code)) 2>&1 }
        finally { if ($worker) { $worker.Shell.Stop(); $worker.Shell.Dispose() } }
        $errors = $written | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }
        # Version 3 fails as long as nobody mends it; that the run is tried again is what the example shows.
        if ($Name -eq 'Restart-JobRun 1') { $errors.Count | Should -Be 1 }
        else { $errors | Should -BeNullOrEmpty }
    }
}
