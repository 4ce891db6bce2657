BeforeDiscovery {
    # One row of docs/errors.md for each error; the first of its two commands is PowerShell's.
    $page = Get-Content (Join-Path $PSScriptRoot '../../docs/errors.md')
    $errors = foreach ($line in $page) {
        if ($line -match '^\| <a id="(?<id>\w+)">.* \| \w+, \d+ \| (?<category>\w+) \| .*\| `(?<command>[^`]+)`<br>`[^`]+` \|$') {
            @{ Id = $Matches.id; Category = $Matches.category; Command = $Matches.command -replace '\\\|', '|' }
        }
    }
}

BeforeAll {
    . $PSScriptRoot/Support.ps1
    $root = Resolve-Path $PSScriptRoot/../..
}

Describe 'The errors of the page' {
    It 'are those of the catalogue' {
        $ids = [JobOps.Errors.Error].GetMethods('Public, Static').Where({ $_.ReturnType -eq [JobOps.Errors.JobOpsError] }).Name
        $listed = (Select-String -Path $root/docs/errors.md -Pattern '^\| <a id="(\w+)">').Matches.ForEach({ $_.Groups[1].Value })
        $listed | Sort-Object | Should -Be ($ids | Sort-Object)
    }

    It 'of <Id> has a category of PowerShell, and a command that exists with these parameters' -ForEach $errors {
        [enum]::IsDefined([System.Management.Automation.ErrorCategory], $Category) | Should -BeTrue -Because $Category

        $mistakes = $null
        $line = [System.Management.Automation.Language.Parser]::ParseInput($Command, [ref] $null, [ref] $mistakes)
        $mistakes | Should -BeNullOrEmpty
        $calls = $line.FindAll({ $args[0] -is [System.Management.Automation.Language.CommandAst] }, $true)
        $calls | Should -Not -BeNullOrEmpty
        foreach ($call in $calls) {
            $name = $call.GetCommandName()
            if ($name -like './*') {
                Join-Path $root $name | Should -Exist
                continue
            }
            (Get-Command $name).Source | Should -BeIn 'JobOps', 'Microsoft.PowerShell.Core', 'Microsoft.PowerShell.Utility' -Because $name
            $bound = [System.Management.Automation.Language.StaticParameterBinder]::BindCommand($call)
            $bound.BindingExceptions.Values | Should -BeNullOrEmpty -Because $Command
        }
    }
}
