BeforeAll {
    . $PSScriptRoot/Support.ps1
    . $PSScriptRoot/Transcript.ps1
    $manifest = Import-PowerShellDataFile $ManifestPath
    $package = Join-Path $PSScriptRoot "../../artifacts/package/JobOps.$($manifest.ModuleVersion).nupkg"
    if (-not (Test-Path $package)) { throw 'The package is not made: ./build.sh pack' }

    # What Install-PSResource does: the files, without what only a package has, in a folder that is named by the version.
    $modules = Join-Path $TestDrive modules
    $installed = Join-Path $modules "JobOps/$($manifest.ModuleVersion)"
    [System.IO.Compression.ZipFile]::ExtractToDirectory($package, $installed)
    Remove-Item -LiteralPath $installed/_rels, "$installed/[Content_Types].xml", $installed/JobOps.nuspec -Recurse -Force

    function Expand-TestPackage([string] $Id) {
        $folder = Join-Path $TestDrive $Id
        [System.IO.Compression.ZipFile]::ExtractToDirectory((Join-Path (Split-Path $package) "$Id.$($manifest.ModuleVersion).nupkg"), $folder)
        $folder
    }

    # Each managed assembly below a folder, and for what its machine code is, if it has any.
    function Get-TestAssembly([string] $Folder) {
        foreach ($file in Get-ChildItem $Folder -Recurse -Filter *.dll) {
            $reader = [System.Reflection.PortableExecutable.PEReader]::new([System.IO.File]::OpenRead($file))
            if ($reader.HasMetadata) {
                $headers = $reader.PEHeaders
                $machine = $headers.CorHeader.ManagedNativeHeaderDirectory.Size ? [int] $headers.CoffHeader.Machine : 0
                [pscustomobject]@{ Name = $file.Name; Path = $file.FullName.Replace('\', '/'); Machine = $machine }
            }
            $reader.Dispose()
        }
    }
}

Describe 'The package' {
    It 'is under 30 MB, and what it becomes is under 40' {
        (Get-Item $package).Length | Should -BeLessThan 30MB
        (Get-ChildItem $installed -Recurse -File | Measure-Object Length -Sum).Sum | Should -BeLessThan 40MB
    }

    It 'is for every system: what has machine code for one is loaded by no other' {
        $assemblies = Get-TestAssembly $installed
        $assemblies.Count | Should -BeGreaterThan 30
        @($assemblies | Where-Object Machine) | Should -BeNullOrEmpty
    }

    It 'has whatever its assemblies refer to, or PowerShell has it' {
        $own = (Get-ChildItem $installed -Recurse -Filter *.dll).BaseName
        $shared = (Get-ChildItem $PSHOME, ([System.Runtime.InteropServices.RuntimeEnvironment]::GetRuntimeDirectory()) -Filter *.dll).BaseName
        # Only signed and encrypted mail needs it, which nothing here sends.
        $spared = 'BouncyCastle.Cryptography'
        $read = 0
        $missing = foreach ($file in Get-ChildItem $installed -Recurse -Filter *.dll) {
            $stream = [System.IO.File]::OpenRead($file)
            $reader = [System.Reflection.PortableExecutable.PEReader]::new($stream)
            if ($reader.HasMetadata) {
                $read++
                $metadata = [System.Reflection.Metadata.PEReaderExtensions]::GetMetadataReader($reader)
                foreach ($handle in $metadata.AssemblyReferences) {
                    $name = $metadata.GetString($metadata.GetAssemblyReference($handle).Name)
                    if ($name -notin $own -and $name -notin $shared -and $name -ne $spared) { "$($file.Name) -> $name" }
                }
            }
            $reader.Dispose()
        }
        $read | Should -BeGreaterThan 30
        $missing | Should -BeNullOrEmpty
    }

    It 'lists every file as a part of it' {
        $zip = [System.IO.Compression.ZipFile]::OpenRead($package)
        $files = $zip.Entries.FullName.Where({ $_ -ne '[Content_Types].xml' -and -not $_.EndsWith('/') }).ForEach({ "/$_" })
        $zip.Dispose()
        $opened = [System.IO.Packaging.Package]::Open($package, 'Open', 'Read')
        try { $opened.GetParts().Uri.OriginalString | Sort-Object | Should -Be ($files | Sort-Object) }
        finally { $opened.Close() }
    }

    It 'says of itself what the manifest says' {
        $zip = [System.IO.Compression.ZipFile]::OpenRead($package)
        try { $nuspec = [xml] [System.IO.StreamReader]::new($zip.GetEntry('JobOps.nuspec').Open()).ReadToEnd() }
        finally { $zip.Dispose() }
        $said = $nuspec.package.metadata
        $said.id, $said.version, $said.authors, $said.description |
            Should -Be 'JobOps', $manifest.ModuleVersion, $manifest.Author, $manifest.Description
        $tags = -split $said.tags
        $tags | Should -Contain 'PSModule'
        $tags -match '^PSCmdlet_' | Sort-Object | Should -Be ($manifest.CmdletsToExport | ForEach-Object { "PSCmdlet_$_" } | Sort-Object)
        foreach ($tag in $manifest.PrivateData.PSData.Tags) { $tags | Should -Contain $tag }
    }

    It 'becomes a module, and nothing beside it' {
        (Get-ChildItem $installed -Force).Name | Sort-Object | Should -Be 'en-US', 'JobOps.psd1', 'LICENSE', 'module', 'README.md', 'scripts'
        Test-ModuleManifest $installed/JobOps.psd1 | ForEach-Object Version | Should -Be $manifest.ModuleVersion
    }

    It 'is found by its name on a module path that has nothing else, and the readme''s tour works from there' {
        Assert-Transcript (Invoke-ReadmeTour -Scripts $installed/scripts -Modules $modules)
    }

    It 'is installed from a folder by Install-PSResource' {
        if (-not (Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet)) { Set-ItResult -Skipped -Because 'needs Microsoft.PowerShell.PSResourceGet' }
        if ($IsWindows) { Set-ItResult -Skipped -Because 'on Windows the module path of a user cannot be moved aside for a test' }
        # A home of its own: neither the repositories nor the modules of whoever runs the tests are touched.
        $user = "$TestDrive/user"
        $userModules = New-Item -ItemType Directory "$user/.local/share/powershell/Modules"
        $feed = New-Item -ItemType Directory $TestDrive/feed
        Copy-Item $package $feed
        Set-Content $TestDrive/install.ps1 @"
`$ErrorActionPreference = 'Stop'
Register-PSResourceRepository -Name Local -Uri '$feed' -Trusted
Install-PSResource JobOps -Version '$($manifest.ModuleVersion)' -Repository Local -Scope CurrentUser -Quiet
Import-Module JobOps
(Get-Module JobOps).ModuleBase
"@
        $answer = Invoke-TestPwsh -File $TestDrive/install.ps1 -Environment @{
            HOME = $user; XDG_DATA_HOME = "$user/.local/share"; PSModulePath = "${userModules}:$env:PSModulePath"
        }
        $answer.Errors | Should -BeNullOrEmpty
        $answer.Output.Trim() | Should -BeLike "$userModules*"
    }
}

Describe 'The packages of the tool' {
    BeforeAll {
        $packages = Split-Path $package
        $named = Expand-TestPackage JobOps.Agent
        $systems = ([xml] (Get-Content -Raw (Get-ChildItem $named -Recurse -Filter DotnetToolSettings.xml))).DotNetCliTool.RuntimeIdentifierPackages.RuntimeIdentifierPackage
        $ours = "$($IsWindows ? 'win' : $IsMacOS ? 'osx' : 'linux')-$("$([System.Runtime.InteropServices.RuntimeInformation]::OSArchitecture)".ToLowerInvariant())"
    }

    It 'are one that names the others, and each of them is there' {
        $systems.RuntimeIdentifier | Should -Contain any
        foreach ($system in $systems) { Join-Path $packages "$($system.Id).$($manifest.ModuleVersion).nupkg" | Should -Exist }
    }

    It 'have IL for any system' {
        $any = Expand-TestPackage JobOps.Agent.any
        $assemblies = Get-TestAssembly $any
        $assemblies.Count | Should -BeGreaterThan 60
        @($assemblies | Where-Object Machine) | Should -BeNullOrEmpty
        & dotnet "$any/tools/net10.0/any/jobops.dll" --version | Should -BeLike "$($manifest.ModuleVersion)*"
    }

    It 'have machine code for this system in what each start executes, and in nothing of the module' {
        if ($ours -notin $systems.RuntimeIdentifier) {
            Set-ItResult -Skipped -Because 'the package feed has no compiler of machine code for this system'
            return
        }
        $tool = Expand-TestPackage "JobOps.Agent.$ours"
        $compiled = Get-TestAssembly $tool | Where-Object Machine
        $compiled.Name | Sort-Object | Should -Be (@(
            'jobops', 'JobOps.Core', 'JobOps.Engine', 'JobOps.Execution', 'Microsoft.Data.Sqlite', 'Spectre.Console', 'Spectre.Console.Ansi'
            'SQLitePCLRaw.batteries_v2', 'SQLitePCLRaw.core', 'SQLitePCLRaw.provider.e_sqlite3', 'System.CommandLine'
        ).ForEach({ "$_.dll" }) | Sort-Object)
        @($compiled.Path) -like '*/module/*' | Should -BeNullOrEmpty
        # Windows and another one tell their files apart by this number.
        $compiled.Machine | Sort-Object -Unique | Should -HaveCount 1
    }

    It 'bring the module: with nothing else installed jobops executes a registered runbook, which may import it' {
        $where = @{ DOTNET_CLI_HOME = "$TestDrive/cli"; DOTNET_NOLOGO = '1'; DOTNET_SKIP_FIRST_TIME_EXPERIENCE = '1' }
        $install = [System.Diagnostics.ProcessStartInfo]::new('dotnet', [string[]](
                'tool', 'install', 'JobOps.Agent', '--tool-path', "$TestDrive/tool", '--source', $packages))
        $location = New-TestLedger
        $notes = "Owner: test team`nExpectedResult: It works.`nRollbackNote: Nothing.`nIsolation: Runspace"
        $null = Register-JobDefinition (New-TestRunbook tooled 'Import-Module JobOps; Invoke-JobStep say { "in a step" }; (Get-Module JobOps).Path' -Notes $notes)
        Disconnect-JobLedger
        # A home and a module path without JobOps.
        $start = [System.Diagnostics.ProcessStartInfo]::new("$TestDrive/tool/jobops", [string[]]('start', 'tooled'))
        Set-TestEnvironment $start @{
            JOBOPS_LEDGER = $location; JOBOPS_PWSH = $PwshCommand[-1]; JOBOPS_MODULE = $null
            PSModulePath = $null; HOME = "$TestDrive/cli"; XDG_DATA_HOME = $null
        }
        Set-TestEnvironment $install $where
        foreach ($one in $install, $start) {
            $one.RedirectStandardOutput = $one.RedirectStandardError = $true
            $process = [System.Diagnostics.Process]::Start($one)
            $said = $process.StandardOutput.ReadToEndAsync(), $process.StandardError.ReadToEndAsync()
            Wait-TestProcess $process
            $process.ExitCode | Should -Be 0 -Because ($said.ForEach({ Receive-TestText $_ }) -join ' ')
        }
        Connect-JobLedger $location
        $taken = $ours -in $systems.RuntimeIdentifier ? $ours : 'any'
        @((Get-JobLog 1).Text) -like "$TestDrive/tool/*/$taken/module/JobOps/module/bin/JobOps.Cmdlets.dll" | Should -HaveCount 1
        Disconnect-JobLedger
    }
}
