using System.Management.Automation;
using System.Security.Cryptography;
using System.Text;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Steps;
using JobOps.Values;
using JobOps.Wording;

namespace JobOps.Cmdlets;

/// <summary>Executes a step of a runbook, once for the whole run.</summary>
/// <remarks>
/// A step is a checkpoint. Its intent, and the rollback block with the values and functions that it needs, are stored
/// before the block runs; its result is stored after it. When the run resumes, a finished step gives its stored result
/// back and the block is not executed. What comes back is always the stored copy, so that a resumed run sees what the
/// first one saw. The block runs in the scope of the script: variables that it sets stay set, but a finished step
/// does not set them again. Give results back instead.
///
/// The rollback block runs in another process, maybe days later. It gets the result as its first parameter, and other
/// values by $using:name, which are stored with the step. Other variables of the script would be empty then: they are
/// refused, and the error names them.
/// </remarks>
/// <example>
/// <para>A step with its undo, in a runbook.</para>
/// <code>$backup = Invoke-JobStep backup { New-Backup $Path } -Rollback { param($result) Restore-Backup $result }</code>
/// </example>
/// <example>
/// <para>A step that only looks, and one that must not run twice even if it was interrupted.</para>
/// <code>$users = Invoke-JobStep count { Get-UserCount } -ReadOnly
/// Invoke-JobStep mail { Send-Notice $users } -Once</code>
/// </example>
[Cmdlet(VerbsLifecycle.Invoke, "JobStep", DefaultParameterSetName = ChangeSet)]
[OutputType(typeof(PSObject))]
public sealed class InvokeJobStepCommand : AsyncCmdlet
{
    const string ChangeSet = "Change";
    const string ReadOnlySet = "ReadOnly";

    RunbookSession? _session;

    /// <summary>The name of the step; no other step of the script has it.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("StepName")]
    [ValidateLength(1, 128)]
    public string Name { get; set; } = "";

    /// <summary>What the step does. What it writes is the step's result.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public ScriptBlock ScriptBlock { get; set; } = null!;

    /// <summary>What undoes the step, in another process and maybe days later. It gets the result as its first parameter.</summary>
    [Parameter(ParameterSetName = ChangeSet, Position = 2)]
    public ScriptBlock? Rollback { get; set; }

    /// <summary>
    /// What is executed when all steps before this one are undone, such as a reload of what they changed: it must come after the
    /// files are back. It gets the result as its first parameter.
    /// </summary>
    [Parameter]
    public ScriptBlock? AfterRollback { get; set; }

    /// <summary>The step must not run twice: when it was interrupted, the run stops and a person decides.</summary>
    [Parameter(ParameterSetName = ChangeSet)]
    public SwitchParameter Once { get; set; }

    /// <summary>
    /// Paths that the step changes, as they are called. Their states before and after are recorded: for the change note, and so that a
    /// rollback sees when they were changed since.
    /// </summary>
    [Parameter(ParameterSetName = ChangeSet)]
    public string[] Touches { get; set; } = [];

    /// <summary>The step changes nothing, and a rollback leaves it out.</summary>
    [Parameter(ParameterSetName = ReadOnlySet, Mandatory = true)]
    public SwitchParameter ReadOnly { get; set; }

    /// <summary>Arguments for the block. They count as its input.</summary>
    [Parameter]
    [Alias("Args")]
    public object?[] ArgumentList { get; set; } = [];

    /// <summary>
    /// Exit codes with which programs in the block may end; 0 always is one. Without it every other code fails the step,
    /// unless the script sets $PSNativeCommandUseErrorActionPreference to false.
    /// </summary>
    [Parameter]
    public int[] AllowExitCode { get; set; } = [];

    private protected override object Item => Name;

    private protected override async Task EndAsync()
    {
        try
        {
            _session = await FindSessionAsync();
            await RunAsync(_session);
        }
        catch (JobOpsException exception)
        {
            if (_session is not null)
                _session.Failure ??= exception.Error;
            await Pipeline.InvokeAsync<bool>(() => throw Abort(exception));
        }
    }

    async Task<RunbookSession> FindSessionAsync() =>
        await Pipeline.InvokeAsync(() => RunbookSession.Current)
        ?? RunbookSession.FromEnvironment(await Pipeline.LedgerAsync())
        ?? throw new JobOpsException(Error.NoRun("Invoke-JobStep"));

    async Task RunAsync(RunbookSession session)
    {
        session.ThrowIfLeaseLost();
        session.Announce(Name);
        var touched = await Pipeline.InvokeAsync(() => Touches
            .Select(path => SessionState.Path.GetUnresolvedProviderPathFromPSPath(path)).Distinct().ToDictionary(path => path));
        var before = await ReadAsync(session, touched, StopToken);
        var intent = await Pipeline.InvokeAsync(() => Intent(session) with { Before = before });
        var step = await session.Steps.BeginAsync(intent, StopToken);
        var result = step.Result;
        if (!step.IsFinished)
            result = await ExecuteAsync(session, touched);
        else
            await Pipeline.InvokeAsync(() => SayRemembered(session, step, intent));
        // Nothing is nothing, and no $null that would run through a pipeline once.
        if (result is not null)
            await Pipeline.InvokeAsync(() => GiveOn(session, StoredOutput.Read(result), isLogged: !step.IsFinished));
    }

    /// <summary>Writes the result. The log of this attempt has it already where the block was executed in it.</summary>
    bool GiveOn(RunbookSession session, object? result, bool isLogged)
    {
        foreach (var item in LanguagePrimitives.GetEnumerable(result) ?? new[] { result })
            SayOnce(session, isLogged ? $"{item}" : null, () => WriteObject(item));
        return true;
    }

    /// <summary>A step that failed gives nothing on, so what its block wrote is only shown.</summary>
    bool Show(RunbookSession session, IReadOnlyList<PSObject?> output)
    {
        foreach (var item in output)
            SayOnce(session, $"{item}", () => WriteInformation(new HostInformationMessage { Message = $"{item}" }, ["PSHOST"]));
        return true;
    }

    static void SayOnce(RunbookSession session, string? logged, Action write)
    {
        session.GivenOn = logged;
        try
        {
            write();
        }
        finally
        {
            session.GivenOn = null;
        }
    }

    StepIntent Intent(RunbookSession session)
    {
        var undo = Undo(session)?.ToUndo();
        return new()
        {
            StepName = Name,
            InputHash = Hash(ScriptBlock.ToString(), StoredSecret.Without(PSSerializer.Serialize(ArgumentList)), undo ?? ""),
            ReadOnly = ReadOnly,
            Once = Once,
            Undo = undo,
        };
    }

    UndoBlock? Undo(RunbookSession session)
    {
        var after = AfterRollback is null ? null : new UndoBlockCapture(this, Name, session.Mask).Take(AfterRollback);
        if (Rollback is not null)
            return new UndoBlockCapture(this, Name, session.Mask).Take(Rollback) with { AfterRollback = after };
        return after is null ? null : after with { Text = "", AfterRollback = after };
    }

    async Task<string?> ExecuteAsync(RunbookSession session, Dictionary<string, string> touched)
    {
        StepOutcome outcome;
        JobOpsException? failure = null;
        var output = new StepOutput(session);
        if (await session.EndLeftProcessesAsync(Name) is { } sentence)
            Pipeline.WriteWarning(sentence);
        try
        {
            await Pipeline.InvokeAsync(() => RunBlock(session, output));
            outcome = new()
            {
                StepName = Name,
                Status = StepStatus.Succeeded,
                Result = RequirePlain(StoredOutput.Write(output.Items), session),
                After = await ReadAsync(session, touched, StopToken),
            };
        }
        catch (Exception exception)
        {
            failure = new(ErrorOf(session, exception), exception);
            outcome = new()
            {
                StepName = Name, Status = StatusOf(exception), Error = failure.Error, After = await ReadLeftAsync(session, touched),
            };
        }
        await session.Steps.FinishAsync(outcome);
        if (failure is null)
            return outcome.Result;
        await Pipeline.InvokeAsync(() => Show(session, output.Items));
        throw failure;
    }

    /// <summary>A later step would work with what the mask left of a value, and a SecureString would be stored readable.</summary>
    /// <exception cref="JobOpsException">StepHoldsSecret</exception>
    string? RequirePlain(string? result, RunbookSession session) =>
        result is null ? null
        : StoredSecret.PathIn(result) is { } path ? throw HoldsSecret(session, "its result" + path)
        : session.Mask.Apply(result) != result ? throw HoldsSecret(session, "its result")
        : result;

    JobOpsException HoldsSecret(RunbookSession session, string where) => new(Error.StepHoldsSecret(session.RunId, Name, where));

    bool RunBlock(RunbookSession session, StepOutput output)
    {
        session.StepName = Name;
        session.ErrorLines.Clear();
        using var marked = session.MarkProcesses(Name);
        using var codes = AllowExitCode.Length > 0 ? new AllowedExitCodes(SessionState, AllowExitCode) : null;
        try
        {
            output.Take(InvokeCommand, ScriptBlock, ArgumentList);
        }
        catch (ExitException exit) when (FailureCause.CodeOf(exit) is var code && (code == 0 || codes?.Allows(code) is true))
        {
            // The block has ended, and well.
        }
        finally
        {
            session.StepName = null;
        }
        return true;
    }

    JobOpsError ErrorOf(RunbookSession session, Exception exception) => exception switch
    {
        PipelineStoppedException or OperationCanceledException => Error.RunCancelled(session.RunId),
        JobOpsException ours => ours.Error,
        _ => Error.StepThrew(
            session.RunId, Name, session.Mask.Apply(session.ErrorLines.With(exception)),
            session.Mask.Apply(FailurePlace.Of(exception) ?? "")),
    };

    /// <summary>On the screen and in the log, as the step's own: whoever reads on sees why nothing of it follows.</summary>
    bool SayRemembered(RunbookSession session, JobStep step, StepIntent intent)
    {
        session.StepName = Name;
        try
        {
            WriteInformation(
                new HostInformationMessage { Message = $"{Visible.Line(Name)}: {StepWords.Ended(step.Status, remembered: true)}." },
                ["PSHOST"]);
            if (step.InputHash != intent.InputHash)
                WriteWarning(
                    $"Step '{Visible.Line(Name)}' has changed since it finished in an earlier attempt; its stored result is used.");
        }
        finally
        {
            session.StepName = null;
        }
        return true;
    }

    /// <summary>How far a stopped step came is not known; nor what one has left that must not run twice and cannot be read.</summary>
    StepStatus StatusOf(Exception exception) =>
        exception is PipelineStoppedException or OperationCanceledException
        || (Once && exception is JobOpsException { Error.Id: nameof(Error.TouchedPathUnreadable) })
            ? StepStatus.Interrupted
            : StepStatus.Failed;

    Task<IReadOnlyDictionary<string, TouchedPath>> ReadAsync(
        RunbookSession session, Dictionary<string, string> touched, CancellationToken cancellation) =>
        TouchedStates.ReadAsync(touched, session.RunId, Name, Pipeline.WriteWarning, cancellation);

    /// <summary>What a step that failed has left, where that can be read soon.</summary>
    async Task<IReadOnlyDictionary<string, TouchedPath>> ReadLeftAsync(RunbookSession session, Dictionary<string, string> touched)
    {
        using var limit = new CancellationTokenSource(new WorkerOptions().Grace);
        try
        {
            return await ReadAsync(session, touched, limit.Token);
        }
        catch (Exception exception) when (exception is JobOpsException or OperationCanceledException)
        {
            return new Dictionary<string, TouchedPath>();
        }
    }

    static string Hash(params IEnumerable<string> texts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', texts))));

    /// <summary>
    /// Like a throw statement: a script that does not catch it ends here, whatever its $ErrorActionPreference. What comes
    /// after a failed step must not run.
    /// </summary>
    RuntimeException Abort(JobOpsException exception) =>
        new(exception.Message, exception, ErrorRecords.Of(this, exception)) { WasThrownFromThrowStatement = true };
}
