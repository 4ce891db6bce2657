BeforeAll {
    . $PSScriptRoot/Support.ps1
    $modules = Join-Path $PSScriptRoot '../../artifacts/test-modules'
    if (-not (Test-Path $modules)) { throw 'The test modules are not built: dotnet build -c Release, or ./build.sh test.' }
    $neighbour = Join-Path $modules Neighbour/Neighbour.dll -Resolve
    $empty = Join-Path $modules Empty/Empty.psd1 -Resolve

    # Runs a script that is told where the modules and a ledger of its own are. Returns what it printed.
    function Invoke-Script([string] $Script) {
        $path = Join-Path $TestDrive "$([guid]::NewGuid().ToString('N')).ps1"
        Set-Content -LiteralPath $path @"
`$ErrorActionPreference = 'Stop'
`$jobOps = '$ManifestPath'
`$neighbour = '$neighbour'
$Script
"@
        $answer = Invoke-TestPwsh -File $path -Environment @{ JOBOPS_LEDGER = "sqlite:$path.db" }
        $answer.Errors | Should -BeNullOrEmpty
        $answer.ExitCode | Should -Be 0
        $answer.Output.Trim()
    }
}

Describe 'Beside a module that has other versions of the same packages in the default load context' {
    BeforeAll {
        $job = Join-Path $TestDrive 'beside.job.json'
        @{
            name = 'beside'; owner = 'test team'; expectedResult = 'It works.'; rollbackNote = 'Nothing to undo.'
            steps = @(@{ name = 'run'; command = @('true') })
        } | ConvertTo-Json -Depth 5 | Set-Content -LiteralPath $job
    }

    It 'JobOps works, and so does the other module: <First> is imported first' -ForEach @(
        @{ First = 'JobOps'; Order = '& $useJobOps; & $useNeighbour' }
        @{ First = 'the other one'; Order = '& $useNeighbour; & $useJobOps' }
    ) {
        $answer = Invoke-Script @"
`$useNeighbour = { Import-Module `$neighbour; `$script:packages = Use-NeighbourPackage }
`$useJobOps = {
    Import-Module `$jobOps
    Register-JobDefinition '$job'
    `$script:status = (Start-Job beside -Wait).Status
    # Nobody listens there, which a SQL Server client has to work for in order to find out.
    try { Initialize-JobLedger 'sqlserver:Server=tcp:127.0.0.1,1;User ID=x;Password=x;Connect Timeout=2;ConnectRetryCount=0' -WarningAction SilentlyContinue }
    catch { `$script:refusal = `$_.FullyQualifiedErrorId }
}
$Order
`$private = [System.Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -EQ 'JobOps.Engine'
@{
    Status = "`$status"; Refusal = `$refusal; Packages = `$packages
    Ours = `$packages.ForEach({ `$private.LoadFromAssemblyName([System.Reflection.AssemblyName]::new(`$_.Name)).Location })
} | ConvertTo-Json -Depth 3
"@ | ConvertFrom-Json

        $answer.Status | Should -Be 'Succeeded'
        $answer.Refusal | Should -BeLike 'JobOps.LedgerUnavailable,*'
        $answer.Packages.Name | Should -Be 'Dapper', 'Microsoft.Data.Sqlite', 'Microsoft.Data.SqlClient', 'Azure.Identity'
        foreach ($number in 0..3) {
            $theirs = $answer.Packages[$number]
            $theirs.Context | Should -Be 'Default' -Because $theirs.Name
            $answer.Ours[$number] | Should -Match '[\\/]engine[\\/]'
            (Get-Item $answer.Ours[$number]).VersionInfo.FileVersion | Should -Not -Be (Get-Item $theirs.Location).VersionInfo.FileVersion
        }
    }
}

Describe 'The import of the module' {
    It 'loads neither the engine nor a package below it, and opens nothing' {
        Invoke-Script @'
Import-Module $jobOps
([AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -match 'JobOps|Sql|Dapper|Azure' | Sort-Object) -join ' '
Test-Path -LiteralPath ($env:JOBOPS_LEDGER -replace '^sqlite:')
'@ | Should -Be "JobOps.Cmdlets JobOps.Core$([Environment]::NewLine)False"
    }

    It 'keeps the engine and its packages in a load context of their own' {
        $null = New-TestLedger
        $contexts = @{}
        foreach ($assembly in [AppDomain]::CurrentDomain.GetAssemblies()) {
            $contexts[$assembly.GetName().Name] += @([System.Runtime.Loader.AssemblyLoadContext]::GetLoadContext($assembly).Name)
        }
        foreach ($name in 'JobOps.Engine', 'Microsoft.Data.Sqlite', 'SQLitePCLRaw.core') {
            $contexts[$name] | Should -Be 'JobOps.Engine' -Because $name
        }
        $contexts['JobOps.Core'] | Should -Be 'Default' -Because 'its types cross the border, so there is only one'
    }

    It 'can be repeated by force, before the first use and after it' {
        Invoke-Script @'
Import-Module $jobOps -Force
Import-Module $jobOps -Force
$before = @(Get-JobRun).Count
Import-Module $jobOps -Force
Import-Module $jobOps -Force
"$before $(@(Get-JobRun).Count)"
'@ | Should -Be '0 0'
    }

    It 'is taken back by Remove-Module: Start-Job is that of PowerShell again' {
        Invoke-Script @'
Import-Module $jobOps
$with = (Get-Command Start-Job).Source
$null = Get-JobRun
Remove-Module JobOps
"$with $((Get-Command Start-Job).Source) $(Start-Job { 1 + 1 } | Receive-Job -Wait)"
'@ | Should -Be 'JobOps Microsoft.PowerShell.Core 2'
    }

    It 'costs at most 60 ms more than that of an empty binary module, or 100 where PowerShell itself has to be compiled first' {
        # As a .NET tool PowerShell brings no compiled code: what it does with a manifest, its views and its types takes longer.
        $image = [System.Reflection.PortableExecutable.PEReader]::new([System.IO.File]::OpenRead([psobject].Assembly.Location))
        try { $limit = $image.PEHeaders.CorHeader.ManagedNativeHeaderDirectory.Size -gt 0 ? 60 : 100 }
        finally { $image.Dispose() }
        function Measure-Import([string] $Path) {
            # On a busy machine the processor's time says more than the clock.
            [double] (Invoke-Script @"
`$process = [System.Diagnostics.Process]::GetCurrentProcess()
`$before, `$watch = `$process.TotalProcessorTime, [System.Diagnostics.Stopwatch]::StartNew()
Import-Module '$Path'
`$elapsed = `$watch.Elapsed
`$process.Refresh()
[Math]::Min(`$elapsed.TotalMilliseconds, (`$process.TotalProcessorTime - `$before).TotalMilliseconds)
"@)
        }
        # In fresh processes and in turn, so that both meet the same machine. Whatever else it does only adds to a round: so the quickest
        # of each are compared, or, where one of those was a lucky one, the median of what the rounds differ by. Some more rounds, if it
        # was a bad moment.
        $rounds = @()
        do {
            $other, $own = (Measure-Import $empty), (Measure-Import $ManifestPath)
            $rounds += [pscustomobject]@{ Empty = $other; JobOps = $own; Cost = $own - $other }
            $quickest = ($rounds.JobOps | Measure-Object -Minimum).Minimum - ($rounds.Empty | Measure-Object -Minimum).Minimum
            $cost = [Math]::Min($quickest, @($rounds.Cost | Sort-Object)[($rounds.Count - 1) / 2])
        }
        until (($rounds.Count -ge 5 -and $cost -le $limit) -or $rounds.Count -eq 15)
        $cost | Should -BeLessOrEqual $limit -Because "of $($rounds | Out-String)"
    }
}

Describe 'Runspaces that share the process' {
    BeforeAll {
        $location = New-TestLedger
        Register-TestJob shared
    }
    AfterAll { Disconnect-JobLedger }

    It 'work in parallel' {
        $runs = 1..4 | ForEach-Object -Parallel {
            Import-Module $using:ManifestPath
            Start-Job shared -Wait
        }
        $runs.Status | Should -Be (@('Succeeded') * 4)
        $runs.RunId | Sort-Object -Unique | Should -HaveCount 4
    }

    It 'work as thread jobs' {
        $jobs = 1..2 | ForEach-Object {
            Start-ThreadJob {
                Import-Module $using:ManifestPath
                Start-Job shared -Wait
                (Get-JobLedger).Location
            }
        }
        $answers = $jobs | Receive-Job -Wait -AutoRemoveJob
        $answers.Where({ $_ -is [string] }) | Should -Be (@($location) * 2)
        $answers.Where({ $_ -isnot [string] }).Status | Should -Be (@('Succeeded') * 2)
    }
}
