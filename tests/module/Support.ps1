# What the tests share. Each file loads it in BeforeAll; the module is the built one, as its users have it.

$script:ManifestPath = Join-Path $PSScriptRoot '../../JobOps.psd1' -Resolve

Import-Module $ManifestPath

# PowerShell as the product finds it: one that was started as 'dotnet pwsh.dll' has no pwsh to name. The import alone does
# not load what executes.
Add-Type -LiteralPath (Join-Path $PSScriptRoot '../../module/bin/JobOps.Execution.dll' -Resolve)
$program = [JobOps.Execution.PowerShellProgram]::Find($PSScriptRoot)
$script:PwshCommand = @($program.File) + $program.Arguments

# A new ledger in the test's own folder, connected. Returns its location.
function New-TestLedger {
    $location = 'sqlite:' + (Join-Path $TestDrive "ledger-$([guid]::NewGuid().ToString('N').Substring(0, 8)).db")
    Connect-JobLedger $location
    $location
}

# A job with one step for each entry: name = shell command. An undo stands behind '|undo|'. Policies are members of the
# job file: queue, retry and so on.
function Register-TestJob {
    param(
        [string] $Name = 'job', [System.Collections.IDictionary] $Steps = @{ run = 'true' },
        [System.Collections.IDictionary] $Parameters = @{}, [hashtable] $Policies = @{}
    )
    $job = [ordered]@{
        name = $Name; owner = 'test team'; expectedResult = 'It works.'; rollbackNote = 'Nothing to undo.'
        parameters = $Parameters
        steps = @(foreach ($step in $Steps.GetEnumerator()) {
                $do, $undo = $step.Value -split '\|undo\|'
                $entry = [ordered]@{ name = $step.Key; command = @('sh', '-c', $do.Trim()) }
                if ($undo) { $entry.undo = @{ command = @('sh', '-c', $undo.Trim()) } }
                $entry
            })
    }
    if ($Parameters.Count -eq 0) { $job.Remove('parameters') }
    foreach ($policy in $Policies.GetEnumerator()) { $job[$policy.Key] = $policy.Value }
    $path = Join-Path $TestDrive "$Name.job.json"
    $job | ConvertTo-Json -Depth 8 | Set-Content -LiteralPath $path
    Register-JobDefinition $path
}

# A checklist of these items, as JSON; the name is that of the file.
function New-TestChecklist([string] $Path, [string[]] $Items, [string[]] $Waivers = @()) {
    $name = (Split-Path -Leaf $Path) -replace '\.checklist\.json$'
    Set-Content -LiteralPath $Path @"
{ "name": "$name", "owner": "test team", "items": [$($Items -join ', ')]$(if ($Waivers) { ", ""waivers"": [$($Waivers -join ', ')]" }) }
"@
}

# What PowerShell starts sooner with, and no script should see.
$Hasty = 'DOTNET_TieredPGO', 'DOTNET_ThreadPool_UnfairSemaphoreSpinLimit', 'POWERSHELL_TELEMETRY_OPTOUT'

# A runbook with its notes. Returns its path.
function New-TestRunbook {
    param([string] $Name, [string] $Body, [string] $Notes = "Owner: test team`nExpectedResult: It works.`nRollbackNote: Nothing.")
    $path = Join-Path $TestDrive "$Name.ps1"
    "<#`n.SYNOPSIS`nA test.`n.NOTES`n$Notes`n#>`n$Body" | Set-Content -LiteralPath $path
    $path
}

# A change that is open; of a scope that no other test has, if none is given.
function Open-TestChange([string[]] $Scope = "/shop/$([guid]::NewGuid())", [hashtable] $With = @{}) {
    $words = @{
        Title = 'Cache the product page'; Owner = 'shop team'; ExpectedResult = 'It is fast.'; RollbackNote = 'Set it to 0.'
        CurrentBehavior = @{
            Route = '/shop/p/1'; ExpectedInput = 'a number'; SlowQuery = 'GET /shop/p/1'; NoticedAt = 'the title appears late'
        }
    }
    foreach ($word in $With.GetEnumerator()) { $words[$word.Key] = $word.Value }
    New-Change -Scope $Scope @words
}

# Times around a number: without a drift, and the same ones whenever they are asked for.
function Get-TestTime([double] $Around, [int] $Count = 30) { 1..$Count | ForEach-Object { $Around + $_ * 7 % 11 } }

# A change with times before, applied by hand, and with times after. Returns its number.
function New-MeasuredChange([double[]] $Before = (Get-TestTime 100), [double[]] $After = (Get-TestTime 50), [string] $Unit = 'ms') {
    $changeId = (Open-TestChange).ChangeId
    $null = Measure-Baseline $changeId -Phase Before -Unit $Unit -InputObject $Before
    Set-Change $changeId Applied -Command 'vi site.conf'
    $null = Measure-Baseline $changeId -Phase After -Unit $Unit -InputObject $After
    $changeId
}

# The first error that a command writes or ends with.
function Get-TestError([scriptblock] $Command) {
    try { (& $Command 2>&1).Where({ $_ -is [System.Management.Automation.ErrorRecord] }, 'First')[0] }
    catch { $_ }
}

# Runs a command in a pwsh of its own. Returns what it printed and its exit code.
function Invoke-TestPwsh {
    param([string] $Command, [string] $File, [hashtable] $Environment = @{}, [string] $StandardInput)
    $null = $PSBoundParameters.Remove('StandardInput')
    $process = Start-TestPwsh @PSBoundParameters -Interactive:([bool]$StandardInput)
    if ($StandardInput) {
        $process.StandardInput.Write($StandardInput)
        $process.StandardInput.Close()
    }
    $errors = $process.StandardError.ReadToEndAsync()
    $output = $process.StandardOutput.ReadToEndAsync()
    Wait-TestProcess $process
    [pscustomobject]@{ ExitCode = $process.ExitCode; Output = Receive-TestText $output; Errors = Receive-TestText $errors }
}

# Waits for the end of a process; one that has not ended in time is killed with what it started, and the test fails.
function Wait-TestProcess([System.Diagnostics.Process] $Process, [int] $Seconds = 180) {
    if ($Process.WaitForExit($Seconds * 1000)) { return }
    $Process.Kill($true)
    throw "A process did not end within $Seconds s: $($Process.StartInfo.ArgumentList)"
}

# What a process that has ended printed. Something that it left behind may hold its output open: it is not waited for.
function Receive-TestText([System.Threading.Tasks.Task[string]] $Reading) {
    if (-not $Reading.Wait(60000)) { throw 'The process has ended, and its output has not: something that it started still has it.' }
    $Reading.Result
}

# The same without waiting: the process, with its output and its standard input to hold on to. A variable of the
# environment that is $null is taken out of it.
function Start-TestPwsh {
    param([string] $Command, [string] $File, [hashtable] $Environment = @{}, [switch] $Interactive)
    $arguments = $File ? ('-File', $File) : ('-Command', "Import-Module '$ManifestPath'; $Command")
    $start = New-TestPwshStart $arguments
    if ($Interactive) { $null = $start.ArgumentList.Remove('-NonInteractive') }
    Set-TestEnvironment $start $Environment
    [System.Diagnostics.Process]::Start($start)
}

# How a pwsh of its own is started: with all of its streams in our hands.
function New-TestPwshStart([string[]] $Arguments) {
    $start = [System.Diagnostics.ProcessStartInfo]::new($PwshCommand[0])
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
    @($PwshCommand | Select-Object -Skip 1) + @('-NoProfile', '-NonInteractive') + $Arguments | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.Environment['NO_COLOR'] = '1'
    $start
}

function Set-TestEnvironment([System.Diagnostics.ProcessStartInfo] $Start, [hashtable] $Environment) {
    foreach ($variable in $Environment.GetEnumerator()) {
        if ($null -eq $variable.Value) { $null = $Start.Environment.Remove($variable.Key) }
        else { $Start.Environment[$variable.Key] = $variable.Value }
    }
}

# Starts a script in a runspace of its own, with the module, whose progress records are kept. The caller disposes the shell.
function Start-TestShell([string] $Script) {
    $shell = [powershell]::Create()
    $null = $shell.AddScript("`$ErrorActionPreference = 'Stop'; Import-Module '$ManifestPath'; $Script")
    [pscustomobject]@{ Shell = $shell; Call = $shell.BeginInvoke() }
}

# What a pwsh of its own prints on a terminal, which answers where its cursor is: PowerShell asks before it draws a bar.
function Invoke-TestTerminal {
    param([string[]] $Switches, [string] $Command, [hashtable] $Environment = @{}, [int] $ExitCode = 0)
    $path = Join-Path $TestDrive "$([guid]::NewGuid().ToString('N')).ps1"
    Set-Content -LiteralPath $path "Import-Module '$ManifestPath'; $Command"
    $start = [System.Diagnostics.ProcessStartInfo]::new('script')
    '-qec', "$($PwshCommand.ForEach({ "'$_'" })) -NoProfile $Switches -File '$path'", '/dev/null' | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardInput = $start.RedirectStandardOutput = $true
    $start.Environment['TERM'] = 'xterm'
    Set-TestEnvironment $start $Environment
    $process = [System.Diagnostics.Process]::Start($start)
    $printed = [System.Text.StringBuilder]::new()
    $buffer = [char[]]::new(4096)
    while ($true) {
        $reading = $process.StandardOutput.ReadAsync($buffer, 0, $buffer.Length)
        if (-not $reading.Wait(180000)) { $process.Kill($true); throw "The terminal said nothing for 3 minutes after: $printed" }
        if ($reading.Result -eq 0) { break }
        $new = [string]::new($buffer, 0, $reading.Result)
        $null = $printed.Append($new)
        foreach ($question in [regex]::Matches($new, '\e\[6n')) { $process.StandardInput.Write("`e[1;1R") }
        $process.StandardInput.Flush()
    }
    Wait-TestProcess $process
    $process.ExitCode | Should -Be $ExitCode
    "$printed"
}

# A worker in a process of its own, on the ledger of the test.
function Start-TestWorker {
    param([string] $Location, [string] $Arguments = '', [hashtable] $Environment = @{})
    Start-TestPwsh "Start-JobWorker $Arguments | ForEach-Object { `$_.RunId }" -Environment (@{ JOBOPS_LEDGER = $Location } + $Environment)
}

# Sends a signal to a process; returns when it has ended, with its exit code and what it printed.
function Stop-TestProcess {
    param([System.Diagnostics.Process] $Process, [string] $Signal = 'INT', [int] $Seconds = 30)
    & kill "-$Signal" $Process.Id
    Wait-TestProcess $Process $Seconds
    [pscustomobject]@{ ExitCode = $Process.ExitCode; Output = $Process.StandardOutput.ReadToEnd(); Errors = $Process.StandardError.ReadToEnd() }
}

# Waits for a condition; fails after the deadline.
function Wait-TestCondition {
    param([scriptblock] $Condition, [string] $What, [int] $Seconds = 30)
    $deadline = [datetime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        if ([datetime]::UtcNow -gt $deadline) { throw "Waited $Seconds s for $What" }
        [System.Threading.Thread]::Sleep(20)
    }
}

# Executes SQL on a SQLite ledger behind JobOps' back, with the client that the engine has loaded.
function Invoke-TestSql([string] $Location, [string] $Sql) { (Open-TestSql $Location $Sql).Dispose() }

# The same, and the connection stays open: a transaction that was begun goes on until it is disposed.
function Open-TestSql([string] $Location, [string] $Sql) {
    $client = [AppDomain]::CurrentDomain.GetAssemblies().Where({ $_.GetName().Name -eq 'Microsoft.Data.Sqlite' }, 'First')[0]
    $connection = [Activator]::CreateInstance(
        $client.GetType('Microsoft.Data.Sqlite.SqliteConnection'), "Data Source=$($Location -replace '^sqlite:');Pooling=False")
    $connection.Open()
    $command = $connection.CreateCommand()
    $command.CommandText = $Sql
    [void]$command.ExecuteNonQuery()
    $connection
}

# A database of its own on the server that JOBOPS_TEST_SQLSERVER names; nothing where it names none.
function New-TestDatabase {
    $server = $env:JOBOPS_TEST_SQLSERVER
    if (-not $server) { return }
    # The client is loaded with the engine, and the engine with the first ledger.
    $null = New-TestLedger
    $name = "jobops_test_$([guid]::NewGuid().ToString('N').Substring(0, 12))"
    Invoke-TestServerSql $server "CREATE DATABASE $name"
    $builder = [System.Data.Common.DbConnectionStringBuilder]@{ ConnectionString = $server }
    'Initial Catalog', 'Database' | ForEach-Object { $null = $builder.Remove($_) }
    $builder['Database'] = $name
    @{ Name = $name; Location = "sqlserver:$($builder.ConnectionString)" }
}

function Remove-TestDatabase($Database) { Invoke-TestServerSql $env:JOBOPS_TEST_SQLSERVER "DROP DATABASE $($Database.Name)" }

# Executes SQL on a server, with the client that comes with JobOps.
function Invoke-TestServerSql([string] $Server, [string] $Sql) {
    $context = [System.Runtime.Loader.AssemblyLoadContext]::All.Where({ $_.Name -match 'JobOps' }, 'First')[0]
    $client = $context.LoadFromAssemblyName('Microsoft.Data.SqlClient').GetType('Microsoft.Data.SqlClient.SqlConnection')
    $client.GetMethod('ClearAllPools').Invoke($null, @())
    $connection = [Activator]::CreateInstance($client, $Server)
    try {
        $connection.Open()
        $command = $connection.CreateCommand()
        $command.CommandText = $Sql
        [void]$command.ExecuteNonQuery()
    }
    finally { $connection.Dispose() }
}
