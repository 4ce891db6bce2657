using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Runs;
using JobOps.Values;
using JobOps.Wording;

namespace JobOps.Agent.Runs;

/// <summary><c>jobops log ID</c>: what the steps of a run printed; with <c>--follow</c> until the run ends.</summary>
sealed class LogCommand : OpenLedgerCommand
{
    // A change wakes the wait; this is for a ledger that cannot tell of one.
    static readonly TimeSpan s_lookAgain = TimeSpan.FromSeconds(1);

    readonly Argument<long> _run = SharedArguments.RunId();
    readonly Option<bool> _follow = new("--follow", "-f") { Description = "Wait for more until the run has ended." };

    readonly Option<bool> _raw = new("--raw")
    {
        Description = "The lines alone, as they were printed: control characters are obeyed by a terminal, not shown.",
    };

    public LogCommand() : base("log", "Show what the steps of a run printed")
    {
        Add(_run);
        Add(_follow);
        Add(_raw);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var run = await ledger.Runs.RequireAsync(call.Value(_run), call.Cancellation);
        var document = new List<LogLine>();
        long last = 0;
        while (true)
        {
            // Whether the run has ended is asked before its lines are read: none can be missed at the end.
            var ended = !call.Value(_follow) || (await ledger.Runs.RequireAsync(run.RunId, call.Cancellation)).IsFinished;
            IReadOnlyList<LogLine> lines;
            while ((lines = await ledger.Log.GetAsync(run.RunId, last, cancellation: call.Cancellation)).Count > 0)
            {
                last = lines[^1].LogId;
                if (call.Screen.IsJson)
                    document.AddRange(lines);
                else
                    Print(call.Screen, lines, call.Value(_raw));
            }
            if (ended)
                break;
            await ledger.WaitForChangeAsync(s_lookAgain, call.Cancellation);
        }
        if (call.Screen.IsJson)
            call.Screen.Show(document, _ => "");
        return ExitCodes.Ok;
    }

    static void Print(Screen screen, IReadOnlyList<LogLine> lines, bool raw)
    {
        foreach (var line in lines)
        {
            if (raw)
                screen.Raw(line.Text);
            else
                screen.Line(
                    $"{TimeWords.Clock(line.At)} {line.StepName ?? "jobops"}: {Visible.Line(line.Text)}",
                    line.Stream == LogStream.JobOps ? Tone.Quiet : Tones.Of(line.Stream));
        }
    }
}
