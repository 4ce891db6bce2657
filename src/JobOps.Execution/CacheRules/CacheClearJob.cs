using JobOps.Jobs;

namespace JobOps.Execution;

/// <summary>The job that a call makes of what is to be removed: a run of the ledger, with an undo like any other.</summary>
public static class CacheClearJob
{
    /// <summary>Its one step.</summary>
    public const string StepName = "clear";

    // A name of a job has 128 characters, and a rule's as many.
    const string Prefix = "cache-clear-";
    const int LongestName = 128;

    /// <param name="request">What is to be removed.</param>
    /// <param name="redis">The Redis as it was named, its password by reference; null for none.</param>
    /// <param name="folder">Where the call was made, absolute.</param>
    public static JobDefinition Of(CacheClearRequest request, RedisAddress? redis, string folder)
    {
        var name = Prefix + request.Rule.Name;
        var routes = string.Join(", ", request.Routes);
        return new()
        {
            Name = name.Length <= LongestName ? name : name[..LongestName],
            Owner = request.Rule.SetBy,
            ExpectedResult = $"The cache keeps nothing of {routes}.",
            RollbackNote = request.KeepForUndo
                ? "A rollback puts back what has not expired since then."
                : "There is nothing to undo: the cache fills itself again.",
            WorkingDirectory = folder,
            Steps =
            [
                new()
                {
                    Name = StepName,
                    Action = new CacheClearAction
                    {
                        Rule = Template.Literal(request.Rule.Name), Routes = [.. request.Routes.Select(Template.Literal)], Redis = redis,
                        BaseUri = request.BaseUri is { } baseUri ? Template.Literal(baseUri.ToString()) : null, Method = request.Method,
                        Folder = request.Folder is { } of ? Template.Literal(of) : null, Key = request.Key, MaxShare = request.MaxShare,
                        KeepForUndo = request.KeepForUndo,
                    },
                    Undo = request.KeepForUndo && redis is not null ? new CacheRestoreAction { Redis = redis } : null,
                },
            ],
        };
    }
}
