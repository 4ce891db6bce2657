using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>Removes from a cache what it keeps of some routes.</summary>
public sealed record CacheClearAction : StepAction
{
    public required Template Rule { get; init; }

    public required IReadOnlyList<Template> Routes { get; init; }

    public RedisAddress? Redis { get; init; }

    /// <summary>The address of a cache that removes a page when it is asked to by HTTP.</summary>
    public Template? BaseUri { get; init; }

    public CachePurgeMethod Method { get; init; }

    /// <summary>The folder of a cache of files.</summary>
    public Template? Folder { get; init; }

    /// <summary>In the place of the rule's key; null for that one.</summary>
    public string? Key { get; init; }

    /// <summary>So much of all keys at most, in percent.</summary>
    public int MaxShare { get; init; } = CacheClearKind.UsualShare;

    public bool KeepForUndo { get; init; }
}

/// <summary>The kind <c>cacheClear</c>. Its result is a <see cref="CacheClearing"/>.</summary>
sealed class CacheClearKind : TypedStepKind<CacheClearAction, CacheClearDocument>
{
    /// <summary>In percent.</summary>
    public const int UsualShare = 10;

    const string Redis = "redis";
    const string BaseUri = "baseUri";
    const string Folder = "folder";

    static readonly ObjectShape<CacheClearDocument> s_clear = new ObjectShape<CacheClearDocument>(
        "cacheClear", "Removes what a cache keeps of some routes, and nothing else.")
    {
        { "rule", CommonMembers.Template, (it, value) => it.Rule = value, "The name of the cache rule.", true },
        { "routes", new ListShape<Template>(CommonMembers.Template, "a list of routes"), (it, value) => it.Routes = value,
            "Routes within the rule's match, such as /shop/p/1; * stands for anything.", true },
        { Redis, RedisAddress.Shape, (it, value) => it.Redis = value, "A Redis, whose keys are found by SCAN and removed by UNLINK." },
        { BaseUri, CommonMembers.Template, (it, value) => it.BaseUri = value,
            "The address of an HTTP cache, which is asked to remove each route." },
        { "method", new ChoiceShape<CachePurgeMethod>(), (it, value) => it.Method = value ?? CachePurgeMethod.Purge,
            "How it is asked: purge or ban; purge if left out. With baseUri." },
        { Folder, CommonMembers.Template, (it, value) => it.Folder = value,
            "The folder of a cache of files: of nginx (proxy_cache_path), or one whose paths are the routes." },
        { "key", new WordsShape(), (it, value) => it.Key = value,
            "How this cache calls what it keeps, with {route} in it; as the rule says if left out." },
        { "maxShare", new WholeNumberShape(1, 100), (it, value) => it.MaxShare = value,
            "So much of all keys at most, in percent; 10 if left out." },
        { "keepForUndo", new FlagShape(), (it, value) => it.KeepForUndo = value,
            "Keep values and lifetimes in the ledger, so that a rollback puts them back. False if left out. With redis." },
    }.ExactlyOneOf(Redis, BaseUri, Folder).OnlyWith("method", BaseUri).OnlyWith("keepForUndo", Redis);

    public override string Name => "cacheClear";

    // A cache fills itself again.
    public override bool NeedsNoUndo => true;

    internal override (Shape<CacheClearDocument> Shape, string Words) Member =>
        (s_clear, "Removes what a cache keeps of some routes.");

    internal override CacheClearAction Read(CacheClearDocument work, ActionDocument document) => new()
    {
        Rule = work.Rule, Routes = work.Routes, Redis = work.Redis?.ToAddress(), BaseUri = work.BaseUri, Method = work.Method,
        Folder = work.Folder, Key = work.Key, MaxShare = work.MaxShare, KeepForUndo = work.KeepForUndo,
    };

    internal override StepAction? UndoOf(StepAction action) =>
        action is CacheClearAction { KeepForUndo: true, Redis: { } redis } ? new CacheRestoreAction { Redis = redis } : null;

    internal override void Check(CacheClearAction action, PlaceholderScope scope, string path, DefinitionCheck check)
    {
        path = $"{path}.{Name}";
        check.Required(action.Rule, "the name of a cache rule", scope, $"{path}.rule");
        for (var index = 0; index < action.Routes.Count; index++)
        {
            var (route, at) = (action.Routes[index], JsonPath.Item($"{path}.routes", index));
            check.Required(route, RoutePattern.Words, scope, at);
            if (!route.Placeholders.Any() && !RoutePattern.IsRoute(route.Text))
                check.Add(at, RoutePattern.Words, JobDefinitionRules.Quote(route.Text));
        }
        action.Redis?.Check(scope, $"{path}.{Redis}", check);
        if (action.BaseUri is { } baseUri)
            CacheMembers.Address(baseUri, scope, $"{path}.{BaseUri}", check);
        if (action.Folder is { } folder)
            check.Required(folder, "a folder", scope, $"{path}.{Folder}");
        if (action.Key is { } key && !CacheKeyPattern.IsKey(key))
            check.Add($"{path}.key", CacheKeyPattern.Words, JobDefinitionRules.Quote(key));
        check.Range(action.MaxShare, 1, 100, $"{path}.maxShare");
    }

    protected override string Describe(CacheClearAction action, Func<Template, string> fill) => string.Join(' ', [
        "jobops cache clear", Next.Posix(fill(action.Rule)), .. action.Routes.Select(route => $"--route {Next.Posix(fill(route))}"),
        .. BackupMembers.Option("--redis", action.Redis?.At, fill), .. BackupMembers.Option("--base-uri", action.BaseUri, fill),
        .. BackupMembers.Option("--folder", action.Folder, fill), .. action.KeepForUndo ? ["--keep-for-undo"] : (string[])[],
    ]);

    protected override Type ResultType(CacheClearAction action) => typeof(CacheClearing);
}

/// <summary>What stands behind <c>cacheClear</c> in a job file.</summary>
sealed class CacheClearDocument
{
    public Template Rule { get; set; } = Template.Parse("");
    public IReadOnlyList<Template> Routes { get; set; } = [];
    public RedisDocument? Redis { get; set; }
    public Template? BaseUri { get; set; }
    public CachePurgeMethod Method { get; set; }
    public Template? Folder { get; set; }
    public string? Key { get; set; }
    public int MaxShare { get; set; } = CacheClearKind.UsualShare;
    public bool KeepForUndo { get; set; }
}
