using System.Text;
using JobOps.Harness;
using JobOps.Windows.Tests.Rig;

namespace JobOps.Windows.Tests;

/// <summary>The module in the PowerShell of Windows.</summary>
public sealed class PowerShellTests
{
    [Fact]
    public async Task The_module_is_imported_with_all_its_cmdlets_and_opens_nothing()
    {
        await using var place = new Workplace();

        var said = await TypeAsync(place, """
            (Get-Command -Module JobOps -CommandType Cmdlet).Count
            Get-Command Start-JobRun | ForEach-Object Definition
            $IsWindows
            """);

        var manifest = await File.ReadAllTextAsync(Checkout.PathOf("JobOps.psd1"));
        var cmdlets = manifest[manifest.IndexOf("CmdletsToExport", StringComparison.Ordinal)..].Split(')')[0].Count(c => c == '\'') / 2;
        Assert.Equal([$"{cmdlets}", "Start-Job", "True"], said);
        Assert.False(File.Exists(place.PathOf("ledger.db")));
    }

    [Fact]
    public async Task A_runbook_runs_once_for_its_key_and_is_undone()
    {
        await using var place = new Workplace();

        var said = await TypeAsync(place, $$"""
            Set-Content motd 'Monday: all is well'
            $new = @{ Path = "$PWD\motd"; Message = 'Tuesday: disk swap' }
            $runbook = '{{WindowsMachine.Windows(Checkout.PathOf("scripts", "tour", "Set-Motd.ps1"))}}'
            Invoke-Runbook $runbook -Parameter $new -IdempotencyKey tuesday | ForEach-Object { "$($_.Status) $($_.Replayed)" }
            Get-Content motd
            Invoke-Runbook $runbook -Parameter $new -IdempotencyKey tuesday | ForEach-Object { "$($_.Status) $($_.Replayed)" }
            Invoke-Rollback 1 -Confirm:$false | ForEach-Object { "$($_.StepName) $($_.Status)" }
            Get-Content motd
            """);

        Assert.Equal(
            ["Succeeded False", "Tuesday: disk swap", "Succeeded True", "write Undone", "Monday: all is well"], said);
    }

    [Fact]
    public async Task A_job_of_a_file_is_started_waited_for_and_listed()
    {
        await using var place = new Workplace();
        place.WriteJob("look", """ "command": ["hostname"] """);

        var said = await TypeAsync(place, """
            Register-JobDefinition .\look.job.json
            (Start-Job look -Wait).Status
            Get-JobRun -JobName look | ForEach-Object { "$($_.RunId) $($_.Status)" }
            (Get-JobLog 1).Text
            """);

        Assert.Equal(["Succeeded", "1 Succeeded", Environment.MachineName.ToUpperInvariant()], said.Select((line, index) =>
            index == 2 ? line.ToUpperInvariant() : line));
    }

    [Fact]
    public async Task An_error_of_the_contract_has_its_id_and_what_to_type_next()
    {
        await using var place = new Workplace();

        var said = await TypeAsync(place, """
            foreach ($location in 'sqlite:nul', 'sqlite:C:\') {
                try { Connect-JobLedger $location } catch { $_.FullyQualifiedErrorId }
            }
            """);

        Assert.Equal(2, said.Count);
        Assert.All(said, id => Assert.StartsWith("JobOps.LedgerLocationInvalid", id));
    }

    [Fact]
    public async Task A_file_that_somebody_holds_open_fails_its_step_by_name_and_no_other_run()
    {
        await using var place = new Workplace();
        place.WriteJob("touch", """ "steps": [{ "name": "touch", "command": ["hostname"], "touches": { "file": "held.txt" } }] """);
        place.WriteJob("other", """ "steps": [{ "name": "say", "command": ["hostname"], "touches": { "device": "nul" } }] """);

        var said = await TypeAsync(place, """
            Register-JobDefinition .\touch.job.json, .\other.job.json
            $held = [IO.File]::Open("$PWD\held.txt", 'OpenOrCreate', 'ReadWrite', 'None')
            $null = Start-Job touch
            $null = Start-Job other
            foreach ($run in Start-JobWorker -UntilEmpty) { "$($run.JobName) $($run.Status) $($run.Error.Id)" }
            $held.Dispose()
            $held = [IO.File]::Open("$PWD\held.txt", 'OpenOrCreate', 'ReadWrite', 'ReadWrite')
            (Start-Job touch -Wait).Status
            $held.Dispose()
            if ((Get-JobRun 1).Error.Actual -match 'held\.txt') { 'named' }
            """);

        Assert.Equal(["touch Failed TouchedPathUnreadable", "other Succeeded", "Succeeded", "named"], said);
    }

    [Fact]
    public async Task What_an_ad_hoc_block_has_started_ends_with_its_process_where_that_is_killed_and_else_goes_on()
    {
        await using var place = new Workplace();
        File.WriteAllText(
            place.PathOf("pulse.cmd"),
            "@echo off\r\n:again\r\necho alive>> %1\r\nping -n 2 127.0.0.1 > nul\r\nif not exist end.txt goto again\r\n");

        var said = await TypeAsync(place, $$"""
            $words = @{ Owner = 'me'; ExpectedResult = 'a pulse'; RollbackNote = 'none' }
            function Test-Pulse($File) {
                $length = (Get-Item $File).Length
                foreach ($look in 1..100) {
                    Start-Sleep -Milliseconds 100
                    if ((Get-Item $File).Length -gt $length) { return $true }
                }
                $false
            }
            $held = Start-Job { Start-Process cmd '/c pulse.cmd held.txt' -NoNewWindow; $PID > pid.txt; Start-Sleep 600 } @words
            while (-not ((Test-Path held.txt) -and (Test-Path pid.txt) -and (Get-Content pid.txt))) { Start-Sleep -Milliseconds 100 }
            Test-Pulse held.txt
            Stop-Process -Id (Get-Content pid.txt) -Force
            Test-Pulse held.txt
            $left = Start-Job {
                Start-Process cmd '/c pulse.cmd left.txt' -NoNewWindow
                # One that has not begun yet would miss the console of the process that ends.
                while (-not (Test-Path left.txt)) { Start-Sleep -Milliseconds 100 }
            } @words
            while (-not (Get-JobRun 2).IsFinished) { Start-Sleep -Milliseconds 100 }
            (Get-JobRun 2).Status
            Test-Pulse left.txt
            Set-Content end.txt x
            while (Test-Pulse left.txt) { }
            """);

        Assert.Equal(["True", "False", "Succeeded", "True"], said);
    }

    [Fact]
    public async Task Jobops_has_a_powershell_execute_the_script_of_a_step()
    {
        var powerShell = WindowsMachine.RequirePowerShell();
        await using var place = new Workplace();
        File.WriteAllText(place.PathOf("say.ps1"), "param($Who) Set-Content said.txt \"hello $Who\"");
        await place.RegisterAsync("says", """
            "steps": [{ "name": "say", "script": { "path": "./say.ps1", "parameters": { "Who": "world" } } }]
            """);

        var start = WindowsMachine.StartAtConsole(
            WindowsMachine.Agent, ["start", "says"], place.Folder, $"JOBOPS_LEDGER={place.Ledger}",
            $"JOBOPS_PWSH={WindowsMachine.Windows(powerShell)}");
        (await WindowsMachine.EndOfAsync(start)).EndsWith(0);

        Assert.Equal("hello world", (await File.ReadAllTextAsync(place.PathOf("said.txt"))).Trim());
    }

    [Fact]
    public async Task A_worker_is_made_a_service_by_its_cmdlet_and_taken_away_by_the_other_one()
    {
        await using var place = new Workplace();

        var said = await TypeAsync(place, $$"""
            $key = 'HKLM:\SYSTEM\CurrentControlSet\Services\JobOpsWorker'
            $null = Connect-JobLedger sqlite:ledger.db -Create
            try { Install-JobWorker } catch { $_.FullyQualifiedErrorId }
            try { Install-JobWorker -Program .\jobops.exe } catch { $_.FullyQualifiedErrorId }
            Set-Content jobops.cmd ''
            try { Install-JobWorker -Program .\jobops.cmd } catch { $_.FullyQualifiedErrorId }
            Set-Content $HOME\jobops.exe ''
            try { Install-JobWorker -Program $HOME\jobops.exe } catch { $_.FullyQualifiedErrorId }
            Remove-Item $HOME\jobops.exe
            Set-Content jobops.exe ''
            try { Install-JobWorker -Program .\jobops.exe } catch { $_.FullyQualifiedErrorId }
            Remove-Item jobops.exe
            $null = Connect-JobLedger "sqlite:$HOME\ledger.db" -Create
            try { Install-JobWorker -Program '{{Agent}}' } catch { $_.FullyQualifiedErrorId }
            $null = Connect-JobLedger sqlite:ledger.db
            Remove-Item $HOME\ledger.db*
            try { Install-JobWorker -Program '{{Agent}}' -Account 'EXAMPLE\jobops' } catch { $_.FullyQualifiedErrorId }
            Install-JobWorker -Program '{{Agent}}' -WhatIf
            Test-Path $key
            $env:PATH = "{{WindowsMachine.Windows(Path.GetDirectoryName(WindowsMachine.Agent)!)}};$env:PATH"
            Install-JobWorker releases, images -Concurrency 2 -DrainTime 2m -Account 'NT AUTHORITY\LocalService'
            try {
                Get-ItemProperty $key | ForEach-Object { $_.ImagePath, $_.ObjectName, $_.Environment[0] }
                $service = Get-Service JobOpsWorker
                $service.Status
                $service.Dispose()
                Uninstall-JobWorker -WhatIf
                Test-Path $key
            }
            finally { Uninstall-JobWorker -Confirm:$false }
            Test-Path $key
            try { Uninstall-JobWorker -Confirm:$false } catch { $_.FullyQualifiedErrorId }
            """);

        Assert.Equal(
            [
                .. Ids("Install", "ServiceProgramNotFound", "ServiceProgramNotFound", "ServiceProgramNotFound", "ServiceProgramPrivate",
                    "ServiceLedgerBesideProgram", "ServiceLedgerPrivate", "ServiceAccountNeedsPassword"),
                "False",
                $"{Agent} worker --queue releases --queue images --concurrency 2 --drain-time 120s --service",
                @"NT AUTHORITY\LocalService",
                $"JOBOPS_LEDGER={place.Ledger}",
                "Running",
                "True",
                "False",
                .. Ids("Uninstall", "ServiceNotChanged"),
            ],
            said);
    }

    static string Agent => WindowsMachine.Windows(WindowsMachine.Agent);

    static IEnumerable<string> Ids(string verb, params string[] reasons) =>
        reasons.Select(reason => $"JobOps.{reason},JobOps.Cmdlets.{verb}JobWorkerCommand");

    // What it says is written into a file: a console gets escapes between, and nothing at all says nothing.
    static async Task<IReadOnlyList<string>> TypeAsync(Workplace place, string script)
    {
        var powerShell = WindowsMachine.RequirePowerShell();
        var (file, answer) = (place.PathOf("typed.ps1"), place.PathOf("answer.txt"));
        await File.WriteAllTextAsync(file, $$"""
            $ErrorActionPreference = 'Stop'
            trap { Set-Content answer.txt "$_ $($_.ScriptStackTrace)"; exit 1 }
            Import-Module '{{WindowsMachine.Windows(Checkout.PathOf("JobOps.psd1"))}}'
            $said = & {
            {{script}}
            }
            Set-Content answer.txt $said
            """, Encoding.UTF8);
        string[] call = ["-NoProfile", "-NonInteractive", "-File", WindowsMachine.Windows(file)];
        var session = WindowsMachine.StartAtConsole(powerShell, call, place.Folder, $"JOBOPS_LEDGER={place.Ledger}");
        var end = await WindowsMachine.EndOfAsync(session);
        Assert.True(File.Exists(answer), $"it said nothing, and ended with exit code {end.ExitCode}\n{end.Output}");
        var said = await File.ReadAllTextAsync(answer);
        Assert.True(end.ExitCode == 0, said);
        return said.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
    }
}
