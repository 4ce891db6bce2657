using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Rendering;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Values;
using JobOps.Wording;

namespace JobOps.Agent.Changes;

/// <summary><c>jobops change measure C42 --phase before --uri …</c>, or <c>-- COMMAND</c>: measures a side of a change and writes it
/// down; without either as before the change.</summary>
sealed class MeasureCommand : OpenLedgerCommand
{
    readonly Argument<ChangeId> _change = SharedArguments.ChangeId();
    readonly Argument<string[]> _command = new("command")
    {
        Description = "After --: a program and its arguments, which no shell reads.",
        Arity = ArgumentArity.ZeroOrMore,
    };
    readonly Option<Phase?> _phase = SharedArguments.OneOf<Phase>("--phase", "Which side of the change is measured.");
    readonly Option<string?> _uri = new("--uri")
    {
        Description = "The address that is asked; redirects are not followed.", HelpName = "url",
    };
    readonly Option<string?> _against = new("--against")
    {
        Description = "The other side, where both can be reached at once: both are measured in turns.", HelpName = "url",
    };
    readonly Option<string?> _numbers = new("--numbers")
    {
        Description = "A file of numbers that were measured elsewhere, one a line; - for standard input.", HelpName = "file",
    };
    readonly Option<string?> _unit = new("--unit") { Description = "The unit of the numbers, such as ms." };
    readonly Option<bool> _higher = new("--higher-is-better") { Description = "More is better, as of requests a second." };
    readonly MeasuredRequestOptions _request = new();
    readonly MeasuringOptions _options = new();

    public MeasureCommand() : base("measure", "Measure what the system does before or after a change")
    {
        _phase.Required = true;
        Add(_change);
        Add(_command);
        foreach (var option in (Option[])[_phase, _uri, _against, _numbers, _unit, _higher])
            Add(option);
        _request.AddTo(this);
        _options.AddTo(this);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        RequireOneSource(call);
        var (changeId, phase, against) = (call.Value(_change), call.Value(_phase)!.Value, call.Value(_against));
        var measuring = new ChangeMeasuring(ledger, sentence => call.Screen.Progress(sentence));
        var before = await measuring.BeginAsync(changeId, phase, inTurns: against is not null, call.Cancellation);
        IReadOnlyList<Baseline> stored;
        if (call.Value(_numbers) is { } numbers)
            stored = [await measuring.AddAsync(MeasuredNumbers.ToPhase(
                changeId, phase, await ReadAsync(numbers, call.Cancellation), call.Value(_unit) ?? "", call.Value(_higher),
                _options.Force(call)))];
        else
        {
            var plan = _options.Plan(call, before);
            using var log = plan.DatabaseCalls as IDisposable;
            var request = _request.Read(call, before, _options.Header(call, before));
            await using var target = Target(call, before, request);
            var progress = new Lines(call.Screen);
            if (against is null)
                stored = [await measuring.MeasureAsync(changeId, phase, before, target, plan, progress, call.Cancellation)];
            else
            {
                await using var other = new MeasuredHttp(request(Url(against)));
                stored = await measuring.MeasureInTurnsAsync(changeId, phase, target, other, plan, progress, call.Cancellation);
            }
        }
        return Show(call, stored);
    }

    static int Show(Invocation call, IReadOnlyList<Baseline> stored)
    {
        foreach (var remark in stored.SelectMany(baseline => baseline.Remarks))
            call.Screen.Progress(remark);
        if (stored is [var one])
            call.Screen.Show(one, Line);
        else
            call.Screen.Show(stored, all => string.Join(Environment.NewLine, all.Select(Line)));
        return call.Cancellation.IsCancellationRequested ? ExitCodes.Interrupted : ExitCodes.Ok;

        static string Line(Baseline baseline) => $"Measured {ChangeWords.Measured(baseline)}.";
    }

    void RequireOneSource(Invocation call)
    {
        var command = call.Value(_command) ?? [];
        // Without it, --json of the command would be ours.
        if (command.Length > 0 && !call.Parse.Tokens.Any(token => token.Type == TokenType.DoubleDash))
            throw new JobOpsException(Error.CommandLineInvalid("jobops change measure", "the command has to stand behind --"));
        if ((call.Value(_uri) is null ? 0 : 1) + (call.Value(_numbers) is null ? 0 : 1) + (command.Length == 0 ? 0 : 1) > 1)
            throw new JobOpsException(
                Error.CommandLineInvalid("jobops change measure", "one of --uri, --numbers and a command is measured"));
        if (call.Value(_against) is not null && call.Value(_uri) is null)
            throw new JobOpsException(Error.CommandLineInvalid("jobops change measure", "--against stands beside --uri"));
    }

    IMeasured Target(Invocation call, Baseline? before, Func<Uri?, HttpRequestPlan> request)
    {
        var folder = Environment.CurrentDirectory;
        if (call.Value(_uri) is { } uri)
            return new MeasuredHttp(request(Url(uri)));
        if (call.Value(_command) is { Length: > 0 } command)
            return new MeasuredCommand(command, folder);
        return before?.Source switch
        {
            MeasuredSource.Uri => new MeasuredHttp(request(null)),
            MeasuredSource.Command => new MeasuredCommand(Remeasuring.CommandOf(before), folder),
            null => throw new JobOpsException(Error.MeasuringPlanInvalid(
                "a measuring without a source", "--uri, --numbers, or -- and a command", "none")),
            _ => throw new JobOpsException(Error.BaselineNotRepeatable(before.Target)),
        };
    }

    static Uri Url(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url)
        ? url
        : throw new JobOpsException(Error.MeasuringPlanInvalid("the address", "an absolute http or https address", text));

    static async Task<IReadOnlyList<double>> ReadAsync(string file, CancellationToken cancellation)
    {
        try
        {
            using var reader = file == "-" ? Console.In : new StreamReader(file);
            var numbers = new List<double>();
            // More than there may be are not read: they are refused by their count.
            while (numbers.Count <= MeasuringPlan.MostSamplesForced && await reader.ReadLineAsync(cancellation) is { } line)
                if (line.Trim() is { Length: > 0 } text)
                    numbers.Add(double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                        ? number
                        : throw new JobOpsException(Error.SampleInvalid(numbers.Count, text)));
            return numbers;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.MeasuringPlanInvalid("the numbers", "a file that can be read", exception.Message), exception);
        }
    }

    /// <summary>A line now and then: a log that it goes to stays short.</summary>
    sealed class Lines(Screen screen) : IProgress<MeasuringProgress>
    {
        static readonly TimeSpan s_each = TimeSpan.FromSeconds(10);

        long _last = Stopwatch.GetTimestamp();

        public void Report(MeasuringProgress value)
        {
            if (value.WarmingUp || Stopwatch.GetElapsedTime(_last) < s_each)
                return;
            _last = Stopwatch.GetTimestamp();
            var of = value.Of is { } all ? FormattableString.Invariant($" of {all}") : "";
            screen.Progress(FormattableString.Invariant(
                $"  {value.Taken}{of} samples, the last one {value.LastMs:0.#} ms, {value.Failed} failed"));
        }
    }
}
