using System.Management.Automation;
using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Removes from a cache what it keeps of some routes of a rule, and nothing else.</summary>
/// <remarks>
/// From a Redis by SCAN in batches and UNLINK, key by key, of a cluster on all masters; from an HTTP cache by PURGE for each page, or by
/// BAN with the routes as a regular expression in the header X-Ban-Url; from a folder of nginx by the key in each file, or from one
/// whose paths are the routes. A cache is never emptied as a whole. What a rule's key says, such as page:{route}, is matched from begin
/// to end: of /shop/p/1 the key of /shop/p/10 stays.
///
/// -WhatIf writes the keys as texts. Routes that mean more than -MaxShare percent of all keys are refused. It is a run of the
/// ledger, of the job cache-clear-RULE, which keeps how many keys went and their hashes. With -KeepForUndo it keeps names, values and
/// lifetimes, too, and Invoke-Rollback puts back what has not expired and nobody has filled again.
///
/// The password of a Redis is a reference: env:VARIABLE, file:/path, vault:NAME. It is read where it is used.
/// </remarks>
/// <example>
/// <para>Lists what would go.</para>
/// <code>Clear-CacheScope products -Route /shop/p/1 -Redis 127.0.0.1:6379 -RedisPassword env:REDIS_PASSWORD -WhatIf</code>
/// </example>
/// <example>
/// <para>Removes a page from the cache of an nginx.</para>
/// <code>Clear-CacheScope products -Route /shop/p/1 -Folder ./pages -MaxShare 50</code>
/// </example>
/// <example>
/// <para>Removes all product pages, and puts them back.</para>
/// <code>$run = Clear-CacheScope products '/shop/p/*' -Redis 127.0.0.1:6379 -KeepForUndo; Invoke-Rollback $run.RunId</code>
/// </example>
[Cmdlet(VerbsCommon.Clear, "CacheScope", DefaultParameterSetName = RedisSet, SupportsShouldProcess = true)]
[OutputType(typeof(CacheClearing), typeof(string))]
public sealed class ClearCacheScopeCommand : AsyncCmdlet
{
    const string RedisSet = "Redis";
    const string HttpSet = "Http";
    const string FolderSet = "Folder";

    /// <summary>The cache rule.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Name")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CacheRuleCompleter))]
    public string Rule { get; set; } = "";

    /// <summary>Routes within the rule's match; * stands for anything.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string[] Route { get; set; } = [];

    /// <summary>A Redis: host:port, several of a cluster with commas between, with /number behind for another database.</summary>
    [Parameter(ParameterSetName = RedisSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Redis { get; set; } = "";

    /// <summary>Its user; the default one if not given.</summary>
    [Parameter(ParameterSetName = RedisSet)]
    [ValidateNotNullOrEmpty]
    public string? RedisUser { get; set; }

    /// <summary>Where its password is kept: env:VARIABLE, file:/path, vault:NAME or vault:VAULT/NAME.</summary>
    [Parameter(ParameterSetName = RedisSet)]
    [ValidateNotNullOrEmpty]
    public string? RedisPassword { get; set; }

    /// <summary>The connection is encrypted.</summary>
    [Parameter(ParameterSetName = RedisSet)]
    public SwitchParameter Tls { get; set; }

    /// <summary>Keeps names, values and lifetimes in the ledger, so that a rollback puts them back.</summary>
    [Parameter(ParameterSetName = RedisSet)]
    public SwitchParameter KeepForUndo { get; set; }

    /// <summary>The address of an HTTP cache.</summary>
    [Parameter(ParameterSetName = HttpSet, Mandatory = true)]
    public Uri? BaseUri { get; set; }

    /// <summary>How it is asked: Purge or Ban.</summary>
    [Parameter(ParameterSetName = HttpSet)]
    public CachePurgeMethod Method { get; set; }

    /// <summary>The folder of a cache of files.</summary>
    [Parameter(ParameterSetName = FolderSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string? Folder { get; set; }

    /// <summary>How this cache calls what it keeps, with {route} in it; as the rule says if not given.</summary>
    [Parameter(ParameterSetName = RedisSet)]
    [Parameter(ParameterSetName = FolderSet)]
    [ValidateNotNullOrEmpty]
    public string? Key { get; set; }

    /// <summary>So much of all keys at most, in percent; 10 if not given.</summary>
    [Parameter(ParameterSetName = RedisSet)]
    [Parameter(ParameterSetName = FolderSet)]
    [ValidateRange(1, 100)]
    public int MaxShare { get; set; } = CacheClearRequest.UsualShare;

    /// <summary>The change that it belongs to, such as C42.</summary>
    [Parameter]
    [Alias("ChangeId")]
    [ArgumentCompleter(typeof(ChangeIdCompleter))]
    public ChangeId? Change { get; set; }

    private protected override object Item => Rule;

    private protected override async Task ProcessAsync()
    {
        Pipeline.ReportsExitCode = true;
        var ledger = await Pipeline.LedgerAsync();
        var request = await RequestAsync(await ledger.CacheRules.RequireAsync(Rule, StopToken));
        request.Require();
        var what = $"Remove {string.Join(", ", request.Routes)} of cache rule '{request.Rule.Name}' from {Where(request)}";
        if (!await Pipeline.ShouldProcessAsync(what, what + "?", "Clear-CacheScope"))
        {
            if (Pipeline.OnlyShows)
                Pipeline.Write(await CacheClearer.ListAsync(await WithPasswordAsync(request), StopToken), enumerate: true);
            return;
        }
        var execution = new RunExecution(this, Pipeline, ledger);
        var starter = new JobStarter(ledger, execution.Leftovers) { IsSession = true };
        var job = await starter.RegisterIfChangedAsync(
            CacheClearJob.Of(request, Address(), await FolderAsync()), StopToken);
        var run = await execution.ExecuteAsync(await starter.StartAsync(
            new() { JobName = job.Name, ChangeId = Change }, executedHere: true, StopToken));
        var cleared = await ledger.CacheRules.GetClearingsOfStepAsync(run.RunId, CacheClearJob.StepName, StopToken);
        await Pipeline.InvokeAsync(() =>
        {
            ExitCode.Report(this, run.ExitCode);
            WriteObject(cleared, enumerateCollection: true);
            if (run.Error is { } error)
                WriteError(ErrorRecords.Of(this, new(error), run.RunId));
            return true;
        });
    }

    RedisAddress? Address() => ParameterSetName == RedisSet ? RedisAddress.Of(Redis, RedisUser, RedisPassword, Tls) : null;

    async Task<CacheClearRequest> RequestAsync(CacheRules.CacheRule rule) => new()
    {
        Rule = rule, Routes = Route, BaseUri = BaseUri is null ? null : CacheAddress.Require(BaseUri), Method = Method, Key = Key,
        MaxShare = MaxShare, KeepForUndo = KeepForUndo,
        Folder = Folder is null ? null : await Pipeline.InvokeAsync(() => GetUnresolvedProviderPathFromPSPath(Folder)),
        Redis = ParameterSetName == RedisSet ? CacheClearRequest.PlaceOf(Redis, RedisUser, Tls, RedisPassword) : null,
    };

    async Task<CacheClearRequest> WithPasswordAsync(CacheClearRequest request) => RedisPassword is null ? request : request with
    {
        Redis = request.Redis! with
        {
            Password = await CacheSecret.ReadAsync(RedisPassword, "the password of the Redis", StopToken),
        },
    };

    Task<string> FolderAsync() => Pipeline.InvokeAsync(() => SessionState.Path.CurrentFileSystemLocation.ProviderPath);

    static string Where(CacheClearRequest request) =>
        request.Redis?.ToString() ?? request.BaseUri?.ToString() ?? $"folder {request.Folder}";
}
