using System.Text.Json;
using JobOps.Benchmarks;
using JobOps.Benchmarks.Reports;
using JobOps.Benchmarks.Workers;

const int UsageExitCode = 64;

if (args is [WorkerChild.Argument, .. var rest])
{
    await WorkerChild.RunAsync(rest);
    return 0;
}
if (BenchOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(BenchOptions.Usage);
    return UsageExitCode;
}
var folder = Directory.CreateDirectory(Path.Combine(options.Folder ?? Path.GetTempPath(), $"jobops-bench-{Guid.NewGuid():N}"));
try
{
    var machine = Machine.Look(folder.FullName);
    Screen.Line(machine.ToString());
    var before = await Load.LookAsync();
    Screen.Line(before.IsBusy ? $"{before}: {Words.Busy}" : before.ToString());
    var databases = await new Benchmark(options).RunAsync(folder.FullName);
    foreach (var database in databases)
        Screen.Show(database);
    var conditions = new Conditions(before, await Load.LookAsync());
    Screen.Line(conditions.ToString());
    if (options.MarkdownFile is { } page)
        await File.WriteAllTextAsync(page, Markdown.Write(machine, conditions, options.Quick, databases));
    if (options.JsonFile is { } file)
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(
            new { machine, conditions, options.Quick, databases },
            new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true }));
    return 0;
}
finally
{
    folder.Delete(recursive: true);
}
