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
}

Describe 'The package' {
    It 'is under 30 MB, and what it becomes is under 40' {
        (Get-Item $package).Length | Should -BeLessThan 30MB
        (Get-ChildItem $installed -Recurse -File | Measure-Object Length -Sum).Sum | Should -BeLessThan 40MB
    }

    It 'is for every system, and so is that of the tool: what has machine code for one is loaded by no other' {
        $tool = Join-Path $TestDrive tool
        [System.IO.Compression.ZipFile]::ExtractToDirectory(($package -replace 'JobOps\.(?=\d)', 'JobOps.Agent.'), $tool)
        $read = 0
        $bound = foreach ($file in Get-ChildItem $installed, $tool -Recurse -Filter *.dll) {
            $reader = [System.Reflection.PortableExecutable.PEReader]::new([System.IO.File]::OpenRead($file))
            if ($reader.HasMetadata) {
                $read++
                if ($reader.PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size) { $file.FullName }
            }
            $reader.Dispose()
        }
        $read | Should -BeGreaterThan 60
        $bound | Should -BeNullOrEmpty
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

Describe 'The package of the tool' {
    It 'brings the module: with nothing else installed it executes a registered runbook, which may import it' {
        $packages = Split-Path $package
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
        @((Get-JobLog 1).Text) -like "$TestDrive/tool/*/module/JobOps/module/bin/JobOps.Cmdlets.dll" | Should -HaveCount 1
        Disconnect-JobLedger
    }
}
