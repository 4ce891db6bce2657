using System.Diagnostics;
using System.Globalization;
using JobOps.Execution;
using JobOps.Ledger;

namespace JobOps.Benchmarks.Workers;

/// <summary>What this program does when it was started by itself: a worker on the ledger that the environment names.</summary>
static class WorkerChild
{
    /// <summary>The hidden first argument.</summary>
    public const string Argument = "worker-child";

    public const string Wait = "wait";
    public const string Drain = "drain";

    /// <summary>Messages to the parent: a word, a space, a number.</summary>
    public const string Ready = "ready";
    public const string Start = "start";
    public const string End = "end";
    public const string Memory = "memory";

    /// <param name="arguments"><see cref="Wait"/>; or <see cref="Drain"/>, and after how many runs to tell the memory.</param>
    public static async Task RunAsync(IReadOnlyList<string> arguments)
    {
        await using var ledger = await LedgerFactory.Instance.OpenAsync(LedgerLocation.Default());
        if (arguments is [Wait])
            await WaitAsync(ledger);
        else
            await DrainAsync(ledger, int.Parse(arguments[1], CultureInfo.InvariantCulture));
    }

    /// <summary>Executes what comes until the parent closes the input.</summary>
    static async Task WaitAsync(ILedger ledger)
    {
        using var stop = new CancellationTokenSource();
        var work = new Worker(ledger, observer: new StepTimes(time => Tell(Start, time), time => Tell(End, time))).RunAsync(stop.Token);
        Tell(Ready, 0);
        await Console.In.ReadToEndAsync();
        await stop.CancelAsync();
        await work;
    }

    static async Task DrainAsync(ILedger ledger, int every)
    {
        var runs = 0;
        var watch = new StepTimes(_ => { }, _ =>
        {
            if (Interlocked.Increment(ref runs) % every == 0)
                Tell(Memory, ResidentBytes());
        });
        Tell(Memory, ResidentBytes());
        await new Worker(ledger, new() { Concurrency = 16 }, watch).DrainAsync();
    }

    static long ResidentBytes()
    {
        using var self = Process.GetCurrentProcess();
        return self.WorkingSet64;
    }

    static void Tell(string word, long number) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{word} {number}"));
}
