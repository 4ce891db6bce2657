using System.Globalization;
using System.Text.Json;
using JobOps.Benchmarks;

// ./build.sh bench [--quick] [--json FILE]
var quick = args.Contains("--quick");
var json = Array.IndexOf(args, "--json") is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;

var folder = Directory.CreateTempSubdirectory("jobops-bench-");
try
{
    await using var bench = new LedgerBench(folder.FullName, rounds: quick ? 3 : 11, operations: quick ? 400 : 1600);
    var results = await bench.RunAsync();
    Console.WriteLine("SQLite, WAL, synchronous=FULL; medians of one run on this machine");
    foreach (var result in results)
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"  {result.Name,-42} {result.PerSecond,9:N0}/s  {result.OfLimit,6:0.00} of the limit"));
    if (json is not null)
        await File.WriteAllTextAsync(json, JsonSerializer.Serialize(results));
}
finally
{
    folder.Delete(recursive: true);
}
