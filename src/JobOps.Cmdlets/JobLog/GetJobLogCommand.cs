using System.Management.Automation;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Cmdlets;

/// <summary>Gets what the steps of a run printed.</summary>
/// <remarks>
/// Secrets are masked before anything is stored. With -Follow, new lines appear until the run has ended. In the views
/// control characters are made visible, so that no program can write on the screen of whoever reads its log; the property
/// Text has the line as it was printed, and -Raw writes it.
/// </remarks>
/// <example>
/// <para>The log of a run.</para>
/// <code>Get-JobLog 1</code>
/// </example>
/// <example>
/// <para>Follows the newest run to its end.</para>
/// <code>Get-JobRun -Last 1 | Get-JobLog -Follow</code>
/// </example>
/// <example>
/// <para>What the steps of a run printed, character by character, in a file.</para>
/// <code>Get-JobLog 1 -Raw > run-1.log</code>
/// </example>
[Cmdlet(VerbsCommon.Get, "JobLog")]
[OutputType(typeof(LogLine), typeof(string))]
public sealed class GetJobLogCommand : AsyncCmdlet
{
    // Lines of 4,000 characters at most: some megabytes, and few enough for Ctrl+C to be felt.
    const int BatchSize = 1000;
    // A change wakes the wait; this is for a ledger that cannot tell of one.
    static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(1);

    /// <summary>The id of a run.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RunIdCompleter))]
    public long RunId { get; set; }

    /// <summary>Only lines of these steps. Wildcards are allowed.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(StepNameCompleter))]
    public string[]? StepName { get; set; }

    /// <summary>Only lines of these streams.</summary>
    [Parameter]
    public LogStream[]? Stream { get; set; }

    /// <summary>Goes on with new lines until the run has ended.</summary>
    [Parameter]
    public SwitchParameter Follow { get; set; }

    /// <summary>Writes the lines alone, as they were printed: a terminal obeys their control characters.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    private protected override object Item => RunId;

    private protected override async Task ProcessAsync()
    {
        var ledger = await Pipeline.LedgerAsync();
        var steps = StepName?.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase)).ToList();
        var last = 0L;
        while (true)
        {
            // Asked before the lines are read: what is written before the end is read after it.
            var run = await ledger.Runs.FindAsync(RunId, StopToken) ?? throw new JobOpsException(Error.RunNotFound(RunId));
            last = await WriteLinesAsync(ledger, steps, last);
            if (!Follow || run.IsFinished)
                return;
            await ledger.WaitForChangeAsync(s_longestWait, StopToken);
        }
    }

    async Task<long> WriteLinesAsync(ILedger ledger, List<WildcardPattern>? steps, long after)
    {
        while (true)
        {
            var lines = await ledger.Log.GetAsync(RunId, after, BatchSize, StopToken);
            foreach (var line in lines)
                if (IsWanted(line, steps))
                    Pipeline.Write(Raw ? line.Text : line);
            if (lines.Count > 0)
                after = lines[^1].LogId;
            if (lines.Count < BatchSize)
                return after;
        }
    }

    bool IsWanted(LogLine line, List<WildcardPattern>? steps) =>
        Stream?.Contains(line.Stream) != false
        && steps?.Exists(pattern => line.StepName is { } name && pattern.IsMatch(name)) != false;
}
