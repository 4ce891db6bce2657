using System.Diagnostics;
using JobOps.Benchmarks.Measuring;
using JobOps.Benchmarks.Reports;
using JobOps.Ledger;

namespace JobOps.Benchmarks.Sections;

/// <summary>From the start of <c>jobops</c> to its end, beside a .NET program that says hello, by turns: the program as ./build.sh
/// leaves it, on a ledger with a few runs.</summary>
static class StartSection
{
    const int Runs = 20;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Bench bench)
    {
        await using var ledger = await Databases.BenchLedger.CreateAsync(bench.Database, Runs);
        var address = ledger.Ledger.Address;
        var empty = Path.Combine(AppContext.BaseDirectory, "EmptyProgram");
        var jobops = Path.Combine(Checkout.Root, "artifacts", "jobops", "jobops");
        (string Id, string Name, string[] Line)[] programs =
        [
            ("start.empty", "an empty .NET program, start to end", [empty]),
            ("start.version", "jobops --version", [jobops, "--version"]),
            ("start.runs", $"jobops runs, {Runs} runs in the ledger", [jobops, "runs"]),
            ("start.json", "jobops runs --json", [jobops, "runs", "--json"]),
        ];
        var rates = await Interleaved.MeasureAsync(
            [.. programs.Select(program => new Way(1, () => ExecuteAsync(program.Line, address)))], bench.Scale.Rounds,
            () => Task.CompletedTask);
        var figures = new List<Figure>();
        foreach (var ((id, name, _), rate) in programs.Zip(rates))
        {
            figures.Add(new(id, name, "ms", 1000 / rate.Median, Spread: rate.Spread));
            if (rate == rates[0])
                continue;
            var times = rates[0].Over(rate);
            figures.Add(new(
                $"{id}.times", $"the same, of the empty one ({Words.Number(times.Least)} to {Words.Number(times.Most)})", "times",
                times.Median));
        }
        return figures;
    }

    static async Task ExecuteAsync(string[] line, string address)
    {
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..])
        {
            RedirectStandardOutput = true, Environment = { [LedgerLocation.EnvironmentVariable] = address },
        })!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', line)} ended with {process.ExitCode}");
    }
}
