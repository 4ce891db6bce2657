using JobOps.Errors;

namespace JobOps.CacheRules;

/// <summary>The rules of caches, how they were tested, and what was removed by them.</summary>
public interface ICacheRules
{
    /// <summary>Makes a rule, or puts another in its place; what is so already changes nothing
    /// (<see cref="CacheRule.Unchanged"/>).</summary>
    /// <exception cref="JobOpsException">CacheRuleInvalid</exception>
    Task<CacheRule> RegisterAsync(CacheRule rule, CancellationToken cancellation = default);

    /// <summary>Null where there is none.</summary>
    Task<CacheRule?> FindAsync(string name, CancellationToken cancellation = default);

    /// <summary>Those whose names match (wildcards <c>*</c> and <c>?</c>), by name.</summary>
    Task<IReadOnlyList<CacheRule>> GetAsync(string namePattern = "*", CancellationToken cancellation = default);

    /// <summary>Takes a rule out of use; its tests, what was cleared by it and the journal stay.</summary>
    /// <exception cref="JobOpsException">CacheRuleNotFound</exception>
    Task RemoveAsync(string name, string? reason, CancellationToken cancellation = default);

    /// <summary>Keeps a test.</summary>
    /// <returns>It with what the ledger gives.</returns>
    Task<CacheRuleTest> AddTestAsync(CacheRuleTest test, CancellationToken cancellation = default);

    /// <summary>The tests of rules whose names match, the newest first.</summary>
    Task<IReadOnlyList<CacheRuleTest>> GetTestsAsync(string namePattern = "*", int limit = 100, CancellationToken cancellation = default);

    /// <summary>Writes down that keys are about to be removed, before any is.</summary>
    /// <returns>It with what the ledger gives.</returns>
    Task<CacheClearing> BeginClearingAsync(CacheClearing clearing, CancellationToken cancellation = default);

    /// <summary>Writes down a batch of keys before they are removed.</summary>
    Task AddClearedAsync(long clearingId, IReadOnlyList<ClearedKey> keys, CancellationToken cancellation = default);

    /// <summary>Writes down how it ended.</summary>
    /// <param name="clearingId">Which.</param>
    /// <param name="removed">So many keys were removed.</param>
    /// <param name="cancellation">Stops waiting.</param>
    Task EndClearingAsync(long clearingId, long removed, CancellationToken cancellation = default);

    /// <summary>What was removed by rules whose names match, the newest first.</summary>
    Task<IReadOnlyList<CacheClearing>> GetClearingsAsync(
        string namePattern = "*", int limit = 100, CancellationToken cancellation = default);

    /// <summary>What a step of a run removed, in each of its tries, the first one first.</summary>
    Task<IReadOnlyList<CacheClearing>> GetClearingsOfStepAsync(long runId, string stepName, CancellationToken cancellation = default);

    /// <summary>The batches of keys of a clearing, in their order.</summary>
    /// <param name="clearingId">Which.</param>
    /// <param name="after">Those behind this number of a batch; 0 for the first.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The next batch and its number; null where there is none.</returns>
    Task<ClearedBatch?> FindClearedAsync(long clearingId, int after, CancellationToken cancellation = default);
}

/// <summary>A batch of keys.</summary>
/// <param name="Number">1, 2, 3 …</param>
/// <param name="Keys">The keys.</param>
public sealed record ClearedBatch(int Number, IReadOnlyList<ClearedKey> Keys);

/// <summary>What is asked of rules in more than one place.</summary>
public static class CacheRulesExtensions
{
    /// <exception cref="JobOpsException">CacheRuleNotFound</exception>
    public static async Task<CacheRule> RequireAsync(this ICacheRules rules, string name, CancellationToken cancellation = default) =>
        await rules.FindAsync(name, cancellation) ?? throw new JobOpsException(Error.CacheRuleNotFound(name));
}
