using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Measurements;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Measures what a system does before a change, or after it, and writes it into the ledger.</summary>
/// <remarks>
/// One thing is measured again and again: an address, a command, or a script block; or numbers come from elsewhere. Of each sample its
/// time is kept, and what is known of its status, size, cache and database calls. After the change nothing has to be typed again: what
/// was measured before is measured as it was. Only the values of headers and cookies, and a body, have to be given again, because no
/// ledger keeps them.
///
/// It cannot hurt: at most 100 samples a second, 10 at a time, 10,000 in all and an hour long, unless -Force is given; and a target
/// whose first three answers are errors is left alone. Ctrl+C ends it, and what was measured until then is kept.
///
/// With -Pace each sample is due at its time, and counts from then: a server that stalls is seen in every request that it kept waiting.
/// </remarks>
/// <example>
/// <para>Measures a page before a change: 30 requests, after 3 that are dropped.</para>
/// <code>Measure-Baseline C2 -Phase Before -Uri http://localhost:8080/shop/p/1</code>
/// </example>
/// <example>
/// <para>Measures it again after the change, as before.</para>
/// <code>Measure-Baseline C2 -Phase After</code>
/// </example>
/// <example>
/// <para>As somebody who has logged in; the answers say in a header how many queries they took.</para>
/// <code>
/// $null = Invoke-WebRequest http://localhost:8080/login -Method Post -Body @{ user = 'anna' } -SessionVariable session
/// Measure-Baseline C2 -Phase Before -Uri http://localhost:8080/cart -WebSession $session -DatabaseCallHeader X-Query-Count
/// </code>
/// </example>
/// <example>
/// <para>Old and new can be reached at once: both in turns, old new new old, so that whatever drifts meets both alike.</para>
/// <code>Measure-Baseline C2 Before -Uri http://localhost:8080/old -Against http://localhost:8080/new -Count 50</code>
/// </example>
/// <example>
/// <para>A command, five a second for a minute.</para>
/// <code>Measure-Baseline C2 -Phase Before -Command php, bin/report.php -Pace 5 -Duration 1m</code>
/// </example>
/// <example>
/// <para>Numbers from elsewhere, of which more is better.</para>
/// <code>312.5, 308.1, 315.0 | Measure-Baseline C2 -Phase Before -Unit 'requests a second' -HigherIsBetter</code>
/// </example>
[Cmdlet(VerbsDiagnostic.Measure, "Baseline", DefaultParameterSetName = AgainSet, SupportsShouldProcess = true)]
[OutputType(typeof(Baseline))]
public sealed class MeasureBaselineCommand : AsyncCmdlet
{
    const string AgainSet = "Again";
    const string UriSet = "Uri";
    const string CommandSet = "Command";
    const string ScriptSet = "ScriptBlock";
    const string InputSet = "Input";

    readonly List<double> _numbers = [];
    bool _counterFailed;

    /// <summary>The change, such as C42.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ChangeId]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId ChangeId { get; set; }

    /// <summary>Which side of the change is measured.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    public Phase Phase { get; set; }

    /// <summary>The address that is asked. Redirects are not followed, and no proxy is asked.</summary>
    [Parameter(ParameterSetName = UriSet, Mandatory = true)]
    public Uri? Uri { get; set; }

    /// <summary>The method of the request; GET if not given.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [ValidateNotNullOrEmpty]
    public string? Method { get; set; }

    /// <summary>Headers of the request. Their values are not kept.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = AgainSet)]
    public IDictionary? Headers { get; set; }

    /// <summary>Cookies of the request by their names. Their values are not kept.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = AgainSet)]
    public IDictionary? Cookie { get; set; }

    /// <summary>A session that Invoke-WebRequest -SessionVariable made: its headers and cookies are sent.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = AgainSet)]
    public object? WebSession { get; set; }

    /// <summary>The body of the request: a text, or bytes. Only its hash is kept.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = AgainSet)]
    public object? Body { get; set; }

    /// <summary>The other side, where both can be reached at once: both are measured in turns.</summary>
    [Parameter(ParameterSetName = UriSet)]
    public Uri? Against { get; set; }

    /// <summary>A program and its arguments, without a shell. It is executed in the current folder.</summary>
    [Parameter(ParameterSetName = CommandSet, Mandatory = true)]
    [AllowEmptyString]
    public string[] Command { get; set; } = [];

    /// <summary>A script block. What it writes is dropped; an error of it is a failed sample.</summary>
    [Parameter(ParameterSetName = ScriptSet, Mandatory = true)]
    [ValidateNotNull]
    public ScriptBlock? ScriptBlock { get; set; }

    /// <summary>Numbers that were measured elsewhere, in their order.</summary>
    [Parameter(ParameterSetName = InputSet, Mandatory = true, ValueFromPipeline = true)]
    public double[] InputObject { get; set; } = [];

    /// <summary>The unit of the numbers, such as ms.</summary>
    [Parameter(ParameterSetName = InputSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Unit { get; set; } = "";

    /// <summary>More is better, as of requests a second.</summary>
    [Parameter(ParameterSetName = InputSet)]
    public SwitchParameter HigherIsBetter { get; set; }

    /// <summary>How many samples are kept: 30, or as many as before the change.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [Parameter(ParameterSetName = AgainSet)]
    public int? Count { get; set; }

    /// <summary>For how long samples are begun, in the place of a count: 30s, 5m.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [Parameter(ParameterSetName = AgainSet)]
    [Duration]
    public TimeSpan? Duration { get; set; }

    /// <summary>How many are made first and dropped: 3, or as many as before the change.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [Parameter(ParameterSetName = AgainSet)]
    public int? WarmUp { get; set; }

    /// <summary>So many are begun a second. Without it one follows the other.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [Parameter(ParameterSetName = AgainSet)]
    public double? Pace { get; set; }

    /// <summary>So many at a time; 1 if not given. A script block runs one at a time in any case.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = AgainSet)]
    public int? Concurrency { get; set; }

    /// <summary>A sample that takes longer is ended, and a failure; 30s if not given.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [Parameter(ParameterSetName = AgainSet)]
    [Duration]
    public TimeSpan? TimeLimit { get; set; }

    /// <summary>The header of an answer that says how many database calls it took.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [ValidateNotNullOrEmpty]
    public string? DatabaseCallHeader { get; set; }

    /// <summary>A script block that returns how many database calls there were so far. It runs before and after each sample.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    public ScriptBlock? DatabaseCallCounter { get; set; }

    /// <summary>A log in which each database call is a line. Those that it gains by a sample are counted.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [ValidateNotNullOrEmpty]
    public string? DatabaseCallLog { get; set; }

    /// <summary>The lines of the log that are database calls, as a regular expression.</summary>
    [Parameter(ParameterSetName = UriSet)]
    [Parameter(ParameterSetName = CommandSet)]
    [Parameter(ParameterSetName = ScriptSet)]
    [ValidateNotNullOrEmpty]
    public string? DatabaseCallPattern { get; set; }

    /// <summary>Beyond the limits of rate and count, and also a target that answers with errors.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override object Item => ChangeId;

    bool InTurns => Against is not null;

    private protected override async Task ProcessAsync()
    {
        if (ParameterSetName == InputSet)
        {
            // Of more than this none is kept, so none has to be held.
            if (_numbers.Count <= MeasuringPlan.MostSamplesForced)
                _numbers.AddRange(InputObject);
        }
        else
            await MeasureAsync();
    }

    private protected override async Task EndAsync()
    {
        if (ParameterSetName != InputSet)
            return;
        var measured = MeasuredNumbers.ToPhase(ChangeId, Phase, _numbers, Unit, HigherIsBetter, Force);
        var measuring = await BeginAsync();
        await measuring.BeginAsync(ChangeId, Phase, cancellation: StopToken);
        if (await Pipeline.ShouldProcessAsync($"{_numbers.Count} numbers in {Unit}", $"Keep as measured {Side} change {ChangeId}"))
            Pipeline.Write(await measuring.AddAsync(measured));
    }

    async Task MeasureAsync()
    {
        var measuring = await BeginAsync();
        var before = await measuring.BeginAsync(ChangeId, Phase, InTurns, StopToken);
        if (ParameterSetName == AgainSet && before is null)
            throw new JobOpsException(Error.MeasuringPlanInvalid(
                "a measuring without a source", "-Uri, -Command, -ScriptBlock or numbers", "none"));
        var counter = await CounterAsync(before);
        using var log = counter as IDisposable;
        var plan = Asked.ToPlan(before, counter);
        await using var target = await TargetAsync(before, plan);
        await using var against = Against is null ? null : new MeasuredHttp(RequestTo(Against, before));
        plan.Require(InTurns);
        var times = plan.Duration is { } duration ? $"for {duration:c}" : $"{plan.Count ?? MeasuringPlan.UsualCount} times";
        if (!await Pipeline.ShouldProcessAsync(
                against is null ? target.Target : $"{target.Target} and {against.Target} in turns",
                $"Measure {Side} change {ChangeId}, {times}"))
            return;
        using var signals = new EndSignals(Pipeline);
        using var bar = new MeasuringBar(await Pipeline.ScreenAsync(), target.Target, plan.Duration);
        try
        {
            if (against is not null)
                await SayAsync(await measuring.MeasureInTurnsAsync(ChangeId, Phase, target, against, plan, bar, StopToken));
            else
                await SayAsync([await measuring.MeasureAsync(ChangeId, Phase, before, target, plan, bar, StopToken)]);
        }
        finally
        {
            signals.EndProcess();
        }
    }

    string Side => Phase == Phase.Before ? "before" : "after";

    AskedPlan Asked => new()
    {
        Count = Count, Duration = Duration, WarmUp = WarmUp, PacePerSecond = Pace, Concurrency = Concurrency, TimeLimit = TimeLimit,
        Force = Force,
    };

    async Task<ChangeMeasuring> BeginAsync() => new(await Pipeline.LedgerAsync(), Pipeline.WriteWarning);

    /// <summary>Writes what was measured, and what a person should know of it.</summary>
    async Task SayAsync(IReadOnlyList<Baseline> baselines)
    {
        foreach (var baseline in baselines)
        {
            foreach (var remark in baseline.Remarks)
                Pipeline.WriteWarning(remark);
            if (baseline.EndedEarly is { } reason)
                await Pipeline.InvokeAsync(() => SayEnded(baseline, reason));
            Pipeline.Write(baseline);
        }
    }

    /// <summary>After Ctrl+C the pipeline takes nothing any more: the host does.</summary>
    bool SayEnded(Baseline baseline, string reason)
    {
        var kept = $"they are kept as baseline {baseline.BaselineId} of {ChangeId}";
        var words = $"The measuring of {Visible.Line(baseline.Target)} {reason}; {kept}.";
        if (StopToken.IsCancellationRequested)
            Host.UI.WriteWarningLine(words);
        else
            WriteWarning(words);
        return true;
    }

    async Task<IMeasured> TargetAsync(Baseline? before, MeasuringPlan plan) => ParameterSetName switch
    {
        UriSet => new MeasuredHttp(RequestTo(Uri!, before)),
        CommandSet => await CommandAsync(Command),
        ScriptSet => new MeasuredScript(this, Pipeline, ScriptBlock!, plan.TimeLimit),
        _ => before!.Source switch
        {
            MeasuredSource.Uri => new MeasuredHttp(RequestAgain(before)),
            MeasuredSource.Command => await CommandAsync(Remeasuring.CommandOf(before)),
            MeasuredSource.ScriptBlock =>
                new MeasuredScript(this, Pipeline, System.Management.Automation.ScriptBlock.Create(before.Target), plan.TimeLimit),
            _ => throw new JobOpsException(Error.BaselineNotRepeatable(before.Target)),
        },
    };

    async Task<IMeasured> CommandAsync(IReadOnlyList<string> words) => new MeasuredCommand(
        words, await Pipeline.InvokeAsync(() => SessionState.Path.CurrentFileSystemLocation.ProviderPath));

    /// <summary>What is not typed is as it was before the change.</summary>
    HttpRequestPlan RequestTo(Uri url, Baseline? before) => new()
    {
        Url = url, Method = Method ?? before?.Request?.Method ?? "GET", Headers = Pairs(Headers, session => session.Headers, url),
        Cookies = Pairs(Cookie, session => session.Cookies, url), Body = Bytes,
        DatabaseCallHeader = DatabaseCallHeader
            ?? (DatabaseCallCounter is null && DatabaseCallLog is null ? before?.DatabaseCalls?.Header : null),
    };

    HttpRequestPlan RequestAgain(Baseline before)
    {
        var url = new Uri(before.Target);
        return Remeasuring.RequestOf(
            before, url: null, Pairs(Headers, session => session.Headers, url), Pairs(Cookie, session => session.Cookies, url), Bytes);
    }

    /// <summary>What was typed, and what the session has besides.</summary>
    IReadOnlyList<KeyValuePair<string, string>> Pairs(
        IDictionary? typed, Func<WebSession, IEnumerable<KeyValuePair<string, string>>> ofSession, Uri url)
    {
        var session = new WebSession(WebSession is PSObject wrapped ? wrapped.BaseObject : WebSession, url);
        if (WebSession is not null && !session.IsOne)
            throw new JobOpsException(Error.MeasuringPlanInvalid(
                "the session", "what Invoke-WebRequest -SessionVariable made", WebSession.GetType().Name));
        var given = Cmdlets.WebSession.Pairs(typed).ToList();
        return [.. given, .. ofSession(session).Where(pair => !given.Exists(
            other => other.Key.Equals(pair.Key, StringComparison.OrdinalIgnoreCase)))];
    }

    ReadOnlyMemory<byte>? Bytes => (Body is PSObject wrapped ? wrapped.BaseObject : Body) switch
    {
        null => null,
        byte[] bytes => bytes,
        string text => Encoding.UTF8.GetBytes(text),
        var other => throw new JobOpsException(Error.MeasuringPlanInvalid("the body", "a text or bytes", other.GetType().Name)),
    };

    /// <summary>What counts database calls: what was typed, or as before.</summary>
    async Task<IDatabaseCallCounter?> CounterAsync(Baseline? before)
    {
        var typed = new object?[] { DatabaseCallHeader, DatabaseCallCounter, DatabaseCallLog }.Count(way => way is not null);
        if (typed > 1)
            throw new JobOpsException(Error.MeasuringPlanInvalid(
                "more than one way to count database calls", "a header, a counter or a log", $"{typed} of them"));
        if (DatabaseCallLog is null != DatabaseCallPattern is null)
            throw new JobOpsException(Error.MeasuringPlanInvalid(
                "a log of database calls", "-DatabaseCallLog with -DatabaseCallPattern", "one of them"));
        if (DatabaseCallLog is { } log)
            return new LoggedDatabaseCallCounter(
                await Pipeline.InvokeAsync(() => GetUnresolvedProviderPathFromPSPath(log)), DatabaseCallPattern!);
        if (DatabaseCallCounter is { } counter)
            return Counter(counter);
        if (typed > 0 || before?.DatabaseCalls is not { } earlier)
            return null;
        return earlier.Log is not null && earlier.Pattern is not null ? new LoggedDatabaseCallCounter(earlier.Log, earlier.Pattern)
            : earlier.Script is { } script ? Counter(System.Management.Automation.ScriptBlock.Create(script))
            : null;
    }

    ReadDatabaseCallCounter Counter(ScriptBlock block) =>
        new(block.ToString().Trim(), _ => InScript.InvokeAsync(Pipeline, () => ReadCounter(block)));

    /// <summary>What a counter says; nothing where it fails, which must not cost what was measured.</summary>
    long? ReadCounter(ScriptBlock block)
    {
        try
        {
            var said = InvokeCommand.InvokeScript(useLocalScope: true, block, input: null).LastOrDefault();
            return LanguagePrimitives.TryConvertTo<long>(said, CultureInfo.InvariantCulture, out var count) ? count : null;
        }
        catch (RuntimeException exception) when (exception is not PipelineStoppedException)
        {
            if (!_counterFailed)
                WriteWarning($"The counter of database calls fails: {Visible.Text(FailureCause.Of(exception))}");
            _counterFailed = true;
            return null;
        }
    }
}
