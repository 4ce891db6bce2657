using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using JobOps.Engine.Tests.Contract;
using JobOps.Execution;
using JobOps.Ledger;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Access;

/// <summary>The SQL of docs/sqlserver.md that takes a ledger out of its database, as the page has it.</summary>
public sealed partial class RemovalTests : IAsyncLifetime
{
    readonly SqlServerRig _rig = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        Assert.SkipWhen(_rig.SkipReason is not null, _rig.SkipReason ?? "");
        return _rig.InitializeAsync();
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task It_leaves_nothing_and_a_new_ledger_can_be_made_there()
    {
        await UseAsync();
        var (removal, roles) = Sql();

        await _rig.TamperAsync(removal);
        var left = await _rig.QueryAsync("SELECT TABLE_NAME FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA = 'jobops'");
        var schemas = await SchemasAsync();
        await UseAsync();
        await _rig.TamperAsync(removal);
        foreach (var role in roles)
            await _rig.TamperAsync($"DROP ROLE {role}");
        await UseAsync();

        Assert.Empty(left);
        Assert.Equal(["0"], schemas);
        Assert.Equal(Enum.GetValues<LedgerRole>().Select(role => $"jobops_{role}".ToLowerInvariant()).Order(), roles.Order());
    }

    /// <summary>Makes a ledger in the database and does a run with it.</summary>
    async Task UseAsync()
    {
        await LedgerFactory.Instance.InitializeAsync(_rig.Location, Cancellation);
        await using var ledger = await LedgerFactory.Instance.OpenAsync(_rig.Location, Cancellation);
        var job = await ledger.Jobs.RegisterAsync(LedgerContract.SampleJob("job"), Cancellation);
        await ledger.Requests.EnqueueAsync([new RunRequest { JobName = job.Name, JobVersion = job.Version }], Cancellation);
        await new Worker(ledger).DrainAsync(Cancellation);
        Assert.Equal(1, Assert.Single(await ledger.Runs.GetAsync(new() { Statuses = [RunStatus.Succeeded] }, Cancellation)).RunId);
    }

    Task<IReadOnlyList<string>> SchemasAsync() =>
        _rig.QueryAsync("SELECT COUNT(*) FROM INFORMATION_SCHEMA.SCHEMATA WHERE SCHEMA_NAME = 'jobops'");

    static (string Removal, string[] Roles) Sql()
    {
        var section = Section().Match(File.ReadAllText(Page())).Value;
        var lines = section.Split('\n').Where(line => line.StartsWith("    ", StringComparison.Ordinal));
        return (string.Join('\n', lines), [.. Role().Matches(section).Select(match => match.Groups[1].Value)]);
    }

    static string Page([CallerFilePath] string thisFile = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "docs", "sqlserver.md"));

    [GeneratedRegex(@"^## Removing it$.*?(?=^## )", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"DROP ROLE (jobops_\w+)")]
    private static partial Regex Role();
}
