# However PowerShell was started, it can be started again: for the scripts of jobs, for ad-hoc runs, in the demo.

BeforeDiscovery {
    $forms = 'a program on PATH', 'dotnet with its library', 'a tool of the folder', 'a tool of the user'
}

BeforeAll {
    . $PSScriptRoot/Support.ps1
    $root = "$(Resolve-Path $PSScriptRoot/../..)"
    $library = Join-Path $PSHOME pwsh.dll
    $dotnet = (Get-Command dotnet -CommandType Application -TotalCount 1).Source
    # What this checkout pins; the folder in which it was found keeps the package, so nothing has to be fetched.
    $version = (Get-Content $root/.config/dotnet-tools.json -Raw | ConvertFrom-Json).tools.powershell.version
    # PATH without any PowerShell: what is found then is found in another way.
    $path = ($env:PATH -split [System.IO.Path]::PathSeparator).Where({ -not (Test-Path (Join-Path $_ pwsh)) }) -join [System.IO.Path]::PathSeparator
    $withoutOthers = @{ PATH = $path; JOBOPS_PWSH = $null; DOTNET_CLI_HOME = (New-Item -ItemType Directory $TestDrive/home).FullName }
    $dotnetRoot = Split-Path ((Get-Item $dotnet).ResolveLinkTarget($true)?.FullName ?? $dotnet)

    # The words that start PowerShell in this form, the folder to start it in, and the environment that belongs to it.
    function Get-Form([string] $Form) {
        $words, $environment = switch ($Form) {
            'a program on PATH' { 'pwsh'; @{ PATH = "$PSHOME$([System.IO.Path]::PathSeparator)$path"; DOTNET_ROOT = $dotnetRoot } }
            'dotnet with its library' { , @($dotnet, $library); @{} }
            'a tool of the folder' { , @($dotnet, 'tool', 'run', 'pwsh', '--'); @{ DOTNET_CLI_HOME = $null } }
            'a tool of the user' { Install-UsersTool; @{ DOTNET_ROOT = $dotnetRoot } }
        }
        $all = $withoutOthers.Clone()
        foreach ($name in $environment.Keys) { $all[$name] = $environment[$name] }
        [pscustomobject]@{ Words = @($words); Environment = $all }
    }

    # As dotnet tool install --global does it, in a folder of the test.
    function Install-UsersTool {
        $tool = "$TestDrive/home/.dotnet/tools/pwsh"
        if (-not (Test-Path $tool)) {
            $said = & $dotnet tool install PowerShell --version $version --tool-path (Split-Path $tool) 2>&1 | Out-String
            if (-not (Test-Path $tool)) { Set-ItResult -Skipped -Because "PowerShell $version could not be installed as a tool: $said" }
        }
        $tool
    }

    # Starts it from the checkout, where the manifest is, and waits for its end.
    function Invoke-Form($Form, [string[]] $Arguments) {
        $words = @($Form.Words) + '-NoProfile', '-NonInteractive' + $Arguments
        # A name without a folder is sought on the PATH of the new process.
        $start = [System.Diagnostics.ProcessStartInfo]::new('/usr/bin/env')
        $words | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.WorkingDirectory = $root
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $start.Environment['NO_COLOR'] = '1'
        Set-TestEnvironment $start $Form.Environment
        $process = [System.Diagnostics.Process]::Start($start)
        $process.StandardInput.Close()
        $errors, $output = $process.StandardError.ReadToEndAsync(), $process.StandardOutput.ReadToEndAsync()
        Wait-TestProcess $process 300
        [pscustomobject]@{ ExitCode = $process.ExitCode; Output = Receive-TestText $output; Errors = Receive-TestText $errors }
    }
}

Describe 'PowerShell as <_>' -ForEach $forms {
    BeforeAll {
        $form = Get-Form $_
        $ledger = "sqlite:$TestDrive/$($_ -replace '\W').db"
        $form.Environment.JOBOPS_LEDGER = $ledger
    }

    It 'is the one that the module finds' {
        $answer = Invoke-Form $form '-Command', @"
            Import-Module '$ManifestPath'
            Add-Type -LiteralPath '$(Split-Path $ManifestPath)/module/bin/JobOps.Execution.dll'
            [JobOps.Execution.PowerShellProgram]::Find('/') | ConvertTo-Json
"@
        $answer.Errors | Should -BeNullOrEmpty
        ($answer.Output | ConvertFrom-Json).Origin | Should -Be ([int] [JobOps.Execution.PowerShellOrigin]::Host)
    }

    It 'executes script steps and ad-hoc runs' {
        $folder = New-Item -ItemType Directory "$TestDrive/$($_ -replace '\W')"
        Set-Content "$folder/hello.ps1" "param(`$Name) Import-Module '$ManifestPath'; `"hello `$Name of run `$(Invoke-JobStep inner { 'joined' })`""
        Set-Content "$folder/hello.job.json" (@{
                name = 'hello'; owner = 'test team'; expectedResult = 'It is said.'; rollbackNote = 'Nothing.'
                steps = @(@{ name = 'say'; script = @{ path = 'hello.ps1'; parameters = @{ Name = 'night' } } })
            } | ConvertTo-Json -Depth 8)
        $answer = Invoke-Form $form '-Command', @"
`$ErrorActionPreference = 'Stop'
Import-Module '$ManifestPath'
Register-JobDefinition '$folder/hello.job.json'
Start-Job hello -Wait | Out-Null
(Get-JobLog 1 say -Stream Output).Text
`$words = @{ Owner = 'test team'; ExpectedResult = 'It is said.'; RollbackNote = 'Nothing.' }
Start-Job { "ad hoc in `$(`$PSVersionTable.PSEdition)" } @words | Receive-Job -Wait
"@
        $answer.Errors | Should -BeNullOrEmpty
        $answer.Output | Should -Match 'hello night of run joined'
        $answer.Output | Should -Match 'ad hoc in Core'
        $answer.ExitCode | Should -Be 0
    }
}

# What the demo needs of the other forms is shown above, and the agent's tests tell it, too: once, in the form that is found least easily.
Describe 'PowerShell as dotnet with its library' {
    It 'tells the demo to its end' {
        $form = Get-Form 'dotnet with its library'
        $form.Environment.JOBOPS_LEDGER = "sqlite:$TestDrive/demo.db"
        $answer = Invoke-Form $form '-File', "$root/scripts/runbooks/Publish-Site.ps1", '-Folder', "$TestDrive/demo"
        $answer.ExitCode | Should -Be 0 -Because $answer.Errors
        $answer.Output | Should -Match 'Killed: the worker is dead'
        $answer.Output | Should -Match 'Valid\s+: True'
    }
}
