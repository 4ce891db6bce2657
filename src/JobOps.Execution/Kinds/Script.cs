using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>Starts a PowerShell with a script whose steps join the run; its result is what it printed.</summary>
sealed class Script : StepExecution<ScriptAction>
{
    // On a command line a value that begins with a dash would be taken for a parameter's name.
    const string ParametersVariable = "JOBOPS_SCRIPT_PARAMETERS";

    // pwsh -File ends with 0 after most errors. In a scope of its own, so that modules keep their own preferences; its names
    // are none that a script could mean. "true" and "false" are texts here, which PowerShell gives to no switch.
    const string Call =
        $$"""
        & {
            $ErrorActionPreference = 'Stop'
            $PSNativeCommandUseErrorActionPreference = $true
            $__script = $ExecutionContext.InvokeCommand.GetCommand($args[0], 'ExternalScript')
            if (-not $__script) { throw "The script '$($args[0])' cannot be read." }
            $__values = ConvertFrom-Json -AsHashtable -DateKind String $env:{{ParametersVariable}}
            Remove-Item env:{{ParametersVariable}}
            foreach ($__name in @($__values.Keys)) {
                if ($__script.Parameters.$__name.ParameterType -in [bool], [switch] -and $__values[$__name] -in 'true', 'false') {
                    $__values[$__name] = $__values[$__name] -eq 'true'
                }
            }
            & $__script @__values
            if (-not $?) { exit ($LASTEXITCODE ? $LASTEXITCODE : 1) }
        }
        """;

    protected override void RequireProgram(ScriptAction action, StepContext step) => PowerShellProgram.Find(step.Job.WorkingDirectory);

    protected override async Task<string> ExecuteAsync(ScriptAction action, StepContext step, CancellationToken cancellation)
    {
        var variables = step.Fill(action.Environment);
        Give(variables, step.Fill(action.Parameters));
        foreach (var (name, value) in RunContext.Variables(step.Attempt.Lease, step.Attempt.Ledger.Address))
            variables[name] = value;
        var (folder, script) = (step.Job.WorkingDirectory, step.FullPath(action.Path));
        var output = step.Attempt.PowerShell is { } hosts
            ? await StepProcess.RunAsync(step, folder, output => InHostAsync(hosts, step, script, variables, output, cancellation))
            : await StepProcess.RunAsync(step, Words(folder, script), folder, variables, cancellation);
        return StepProcess.TextResult(step, output);
    }

    static Task<int> InHostAsync(
        PowerShellHosts hosts, StepContext step, string script, Dictionary<string, string> variables, OutputCapture output,
        CancellationToken cancellation)
    {
        var order = new HostOrder
        {
            Work = HostWork.Command, Isolation = step.Job.Isolation, Folder = step.Job.WorkingDirectory,
            Variables = variables, Command = Call, Argument = script,
        };
        return hosts.WithAsync(
            step.Job.Isolation,
            host => host.ExecuteAsync(order, step.NewCookie(), output, step.Attempt.Options.Grace, cancellation), cancellation);
    }

    /// <summary>Gives a script its parameters, in the environment of its process.</summary>
    public static void Give(Dictionary<string, string> variables, IReadOnlyDictionary<string, string> parameters) =>
        variables[ParametersVariable] = LedgerJson.Write(parameters);

    /// <summary>The command line that executes a script.</summary>
    /// <exception cref="JobOpsException">PowerShellNotFound</exception>
    public static IReadOnlyList<string> Words(string folder, string script)
    {
        var powerShell = PowerShellProgram.Find(folder);
        return
        [
            powerShell.File, .. powerShell.Arguments, "-NoProfile", "-NonInteractive",
            "-Command", $"{Call} {Next.PowerShell(script)}",
        ];
    }
}
