using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Runs;
using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Agent.Caches;

/// <summary><c>jobops cache clear RULE --route ROUTE …</c>: removes what a cache keeps of some routes, as a run.</summary>
sealed class ClearCacheCommand : OpenLedgerCommand
{
    readonly Argument<string> _rule = new("rule") { Description = "The cache rule." };
    readonly Option<string[]> _route = new("--route")
    {
        Description = "A route within the rule's match (may be repeated); * stands for anything.", HelpName = "route", Required = true,
    };
    readonly Option<string?> _redis = new("--redis") { Description = $"A Redis: {RedisPlace.Words}.", HelpName = "host:port" };
    readonly Option<string?> _user = new("--redis-user") { Description = "Its user; the default one if not given." };
    readonly Option<string?> _password = new("--redis-password")
    {
        Description = "Where its password is kept: env:VARIABLE, file:/path or vault:NAME.", HelpName = "reference",
    };
    readonly Option<bool> _tls = new("--tls") { Description = "The connection is encrypted." };
    readonly Option<string?> _baseUri = new("--base-uri") { Description = "The address of an HTTP cache.", HelpName = "url" };
    readonly Option<CachePurgeMethod?> _method = SharedArguments.OneOf<CachePurgeMethod>(
        "--method", "How it is asked: purge (the default), or ban, with the routes in the header X-Ban-Url.");
    readonly Option<string?> _folder = new("--folder") { Description = "The folder of a cache of files.", HelpName = "folder" };
    readonly Option<string?> _key = new("--key")
    {
        Description = "How this cache calls what it keeps, with {route} in it; as the rule says if not given.", HelpName = "key",
    };
    readonly Option<int> _maxShare = SharedArguments.Count(
        "--max-share", "So much of all keys at most, in percent.", CacheClearRequest.UsualShare, 100);
    readonly Option<bool> _keep = new("--keep-for-undo")
    {
        Description = "Keep names, values and lifetimes of a Redis, so that jobops rollback puts them back.",
    };
    readonly Option<ChangeId?> _change = SharedArguments.Change("The change that it belongs to.");
    readonly Option<bool> _whatIf = new("--what-if") { Description = "List the keys; remove nothing." };

    public ClearCacheCommand() : base("clear", "Remove from a cache what it keeps of some routes, and nothing else")
    {
        Add(_rule);
        foreach (var option in (Option[])
                 [
                     _route, _redis, _user, _password, _tls, _baseUri, _method, _folder, _key, _maxShare, _keep, _change, _whatIf,
                 ])
            Add(option);
    }

    protected override async Task<int> ExecuteAsync(ILedger ledger, Invocation call)
    {
        var (redis, user, password, tls) = (call.Value(_redis), call.Value(_user), call.Value(_password), call.Value(_tls));
        var request = new CacheClearRequest
        {
            Rule = await ledger.CacheRules.RequireAsync(call.Value(_rule)!, call.Cancellation),
            Routes = call.Value(_route) ?? [],
            Redis = redis is null ? null : CacheClearRequest.PlaceOf(redis, user, tls, password),
            BaseUri = call.Value(_baseUri) is { } baseUri ? CacheAddress.Read(baseUri) : null,
            Method = call.Value(_method) ?? CachePurgeMethod.Purge,
            Folder = call.Value(_folder) is { Length: > 0 } folder ? Path.GetFullPath(folder) : null,
            Key = call.Value(_key),
            MaxShare = call.Value(_maxShare),
            KeepForUndo = call.Value(_keep),
        };
        request.Require();
        if (call.Value(_whatIf))
        {
            if (password is not null)
                request = request with
                {
                    Redis = request.Redis! with
                    {
                        Password = await CacheSecret.ReadAsync(password, "the password of the Redis", call.Cancellation),
                    },
                };
            call.Screen.Show(await CacheClearer.ListAsync(request, call.Cancellation), answer => string.Join('\n', answer));
            return ExitCodes.Ok;
        }
        var execution = new RunExecution(ledger, call);
        var starter = new JobStarter(ledger, execution.Leftovers);
        var address = redis is null ? null : RedisAddress.Of(redis, user, password, tls);
        var job = await starter.RegisterIfChangedAsync(CacheClearJob.Of(request, address, Environment.CurrentDirectory), call.Cancellation);
        var started = await starter.StartAsync(
            new() { JobName = job.Name, ChangeId = call.Value(_change) }, executedHere: true, call.Cancellation);
        return await execution.ExecuteAsync(started.Run, started.Secrets);
    }
}
