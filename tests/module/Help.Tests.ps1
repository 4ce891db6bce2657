BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../JobOps.psd1')
    # Examples that need what a test does not have.
    $reasons = @{
        'Connect-JobLedger 2' = 'needs SQL Server and a person who types a password'
        'Restart-JobRun 3' = 'needs a run with an unknown outcome; Invoke-JobStep.Tests.ps1 has one'
        'Start-JobWorker 1' = 'works until Ctrl+C; Start-JobWorker.Tests.ps1 does that'
        'Invoke-Runbook 2' = 'needs an interrupted run; Invoke-Runbook.Tests.ps1 has one'
        'Invoke-JobStep 1' = 'runs inside of a runbook; Invoke-JobStep.Tests.ps1 does that'
        'Invoke-JobStep 2' = 'runs inside of a runbook; Invoke-JobStep.Tests.ps1 does that'
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

BeforeAll { . $PSScriptRoot/Support.ps1 }
AfterAll { Disconnect-JobLedger }

Describe 'The about topics' {
    It '<_> is found' -ForEach 'about_JobOps', 'about_JobOps_Queues', 'about_JobOps_Runbooks' {
        (Get-Help $_ | Out-String) | Should -Match 'LONG DESCRIPTION'
    }
}

Describe 'The examples' {
    BeforeEach {
        $folder = New-Item -ItemType Directory "$TestDrive/$([guid]::NewGuid().ToString('N'))"
        $null = New-Item -ItemType Directory "$folder/jobs", "$folder/site"
        Copy-Item "$PSScriptRoot/../../scripts/runbooks/Set-Maintenance.ps1" $folder
        Push-Location $folder
        $null = New-TestLedger
        # What the examples speak of: a job that needs a version, with a finished and a failed run.
        Register-TestJob site-release -Parameters @{ version = @{ type = 'string'; required = $true } } -Steps ([ordered]@{
                backup = "echo saved |undo| true"; verify = 'test ${parameters.version} != 3 |undo| true'
            })
        Copy-Item "$TestDrive/site-release.job.json" $folder
        Copy-Item "$TestDrive/site-release.job.json" $folder/jobs
        Register-TestJob clear-cache
        $null = Start-Job site-release -Parameter @{ version = '1' } -Wait
        $null = Start-Job site-release -Parameter @{ version = '3' } -Wait -ErrorAction SilentlyContinue
        $null = Write-ChangeNote 1 -Reason 'version 1'
        Set-JobQueue images -NoLimit
    }
    AfterEach { Pop-Location }

    It 'of <Name> work' -ForEach $examples {
        if ($Reason) { Set-ItResult -Skipped -Because $Reason }
        if ($Name -eq 'Restart-JobRun 1') { $ErrorActionPreference = 'Continue' }
        $written = & ([scriptblock]::Create($Code)) 2>&1
        $errors = $written | Where-Object { $_ -is [System.Management.Automation.ErrorRecord] }
        # Version 3 fails as long as nobody mends it; that the run is tried again is what the example shows.
        if ($Name -eq 'Restart-JobRun 1') { $errors.Count | Should -Be 1 }
        else { $errors | Should -BeNullOrEmpty }
    }
}
