using System.Security.Cryptography;
using System.Text;
using JobOps.Agent.Tests.Support;
using JobOps.Execution;
using JobOps.Harness;
using JobOps.Jobs;

namespace JobOps.Agent.Tests.Faults;

/// <summary>Runbooks for workers in processes of their own.</summary>
static class CountedRunbook
{
    /// <summary>
    /// Three steps, each of which leaves a line as those of <see cref="CountedJob"/> do, and takes a moment; the second one in a
    /// native program, whose end leaves a line, too.
    /// </summary>
    public const string Script = """
        $run = $env:JOBOPS_RUN_ID
        Invoke-JobStep s1 { [IO.File]::AppendAllText("$PSScriptRoot/executed", "$run s1`n"); Start-Sleep -Milliseconds 100 }
        Invoke-JobStep s2 { sh -c 'echo "$0 s2" >> "$1/executed"; sleep 0.3' $run $PSScriptRoot }
        Invoke-JobStep s3 { [IO.File]::AppendAllText("$PSScriptRoot/executed", "$run s3`n"); Start-Sleep -Milliseconds 100 }
        """;

    /// <summary>What a worker needs to find PowerShell and the module; without them the test is skipped.</summary>
    public static string[] Variables()
    {
        var program = RealPowerShell.Require();
        var module = Path.Combine(Repository.Root, "JobOps.psd1");
        Assert.SkipUnless(File.Exists(Path.Combine(Repository.Root, "module", "bin", "JobOps.Cmdlets.dll")), "the module is not built");
        return [$"JOBOPS_PWSH={(program.Arguments.Count > 0 ? program.Arguments[0] : program.File)}", $"JOBOPS_MODULE={module}"];
    }

    /// <summary>Registers a script, and leaves so many runs of it to workers.</summary>
    public static async Task EnqueueAsync(
        Workshop shop, string name, string script, Isolation isolation, int runs = 1, RetryPolicy? retry = null,
        params ParameterDefinition[] parameters)
    {
        var path = shop.PathOf($"{name}.ps1");
        await File.WriteAllTextAsync(path, script);
        await using var ledger = await shop.OpenLedgerAsync();
        await ledger.Jobs.RegisterAsync(new()
        {
            Name = name, Owner = "night shift", ExpectedResult = "it has run", RollbackNote = "nothing to undo",
            Kind = JobKind.Runbook, Isolation = isolation, Retry = retry, Parameters = parameters, WorkingDirectory = shop.Folder,
            ScriptPath = path, ScriptText = script,
            ScriptHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(script))),
        });
        for (var run = 0; run < runs; run++)
            await new JobStarter(ledger).StartAsync(new() { JobName = name }, executedHere: false);
    }
}
