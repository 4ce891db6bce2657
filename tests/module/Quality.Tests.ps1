BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../JobOps.psd1')
    $cmdlets = (Get-Command -Module JobOps -CommandType Cmdlet).Name
}

BeforeAll {
    . $PSScriptRoot/Support.ps1
    $root = Resolve-Path $PSScriptRoot/../..
    $manifest = Import-PowerShellDataFile $ManifestPath
}

Describe 'PSScriptAnalyzer' {
    It 'has nothing to say about <Path> with its preset <Preset>' -ForEach @(
        foreach ($preset in 'PSGallery', 'CmdletDesign') {
            foreach ($path in 'scripts', 'module', 'JobOps.psd1') { @{ Preset = $preset; Path = $path } }
        }
    ) {
        if (-not (Get-Module -ListAvailable PSScriptAnalyzer)) { Set-ItResult -Skipped -Because 'needs PSScriptAnalyzer: Install-Module PSScriptAnalyzer' }
        Invoke-ScriptAnalyzer -Path $root/$Path -Recurse -Settings $Preset |
            ForEach-Object { "$($_.ScriptName):$($_.Line) $($_.Message)" } | Should -BeNullOrEmpty
    }
}

Describe 'What the module exports' {
    It 'are the cmdlets of the manifest and nothing else' {
        $module = Get-Module JobOps
        $module.ExportedCmdlets.Keys | Sort-Object | Should -Be ($manifest.CmdletsToExport | Sort-Object)
        $module.ExportedFunctions.Count + $module.ExportedVariables.Count | Should -Be 0
    }

    It 'has the aliases of the manifest and no other, each told of in about_JobOps' {
        $module = Get-Module JobOps
        $module.ExportedAliases.Keys | Sort-Object | Should -Be ($manifest.AliasesToExport | Sort-Object)
        $topic = Get-Help about_JobOps | Out-String
        foreach ($alias in $module.ExportedAliases.Keys) { $topic | Should -Match "\b$alias\b" }
    }

    It 'leaves the aliases and functions of PowerShell as they are' {
        # What PowerShell loads on demand is loaded before both lists: it would be in the second one only.
        $answer = Invoke-TestPwsh @'
Import-Module Microsoft.PowerShell.Utility, Microsoft.PowerShell.Management
function Get-Name { (Get-Command -ListImported -CommandType Alias, Function).ForEach({ "$($_.Name) $($_.Definition)" }) }
$with = Get-Name
Remove-Module JobOps
(Compare-Object $with (Get-Name)).InputObject
'@
        $answer.Output.Trim() | Should -Be 'Start-JobRun Start-Job'
    }
}

Describe 'The cmdlet <_>' -ForEach $cmdlets {
    BeforeAll {
        $command = Get-Command $_
        $readsOnly = 'Get', 'Test', 'Connect', 'Disconnect', 'Wait', 'Receive', 'Compare'
    }

    It 'has an approved verb and a singular noun' {
        (Get-Verb $command.Verb).Verb | Should -Be $command.Verb
        $command.Noun | Should -Not -Match '[^s]s$'
    }

    It 'says what it writes' { $command.OutputType | Should -Not -BeNullOrEmpty }

    It 'can be asked with -WhatIf where it changes something' {
        # A step is asked for by the runbook around it: Invoke-Runbook -WhatIf runs none of them.
        # What is rehearsed is executed.
        $executes = 'Test-Rollback', 'Test-JobIdempotency'
        if (($command.Verb -notin $readsOnly -or $command.Name -in $executes) -and $command.Name -ne 'Invoke-JobStep') {
            $command.Parameters.Keys | Should -Contain 'WhatIf'
            $command.Parameters.Keys | Should -Contain 'Confirm'
        }
        else { $command.Parameters.Keys | Should -Not -Contain 'WhatIf' }
    }

    It 'has help: what it does, each parameter, examples' {
        $help = Get-Help $_ -Full
        $help.Synopsis | Should -Not -Match "^\s*$_"
        $help.Description.Text | Should -Not -BeNullOrEmpty
        $help.examples.example.Count | Should -BeGreaterThan 1
        # What Start-Job has from PowerShell is described by PowerShell.
        foreach ($property in $command.ImplementingType.GetProperties().Where({ $_.DeclaringType.Namespace -eq 'JobOps.Cmdlets' })) {
            (Get-Help $_ -Parameter $property.Name).description.Text | Should -Not -BeNullOrEmpty -Because "-$($property.Name)"
        }
    }
}
