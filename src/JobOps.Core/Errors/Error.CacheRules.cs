namespace JobOps.Errors;

// Rules of caches, and what is done by them.
public static partial class Error
{
    public static JobOpsError CacheRuleNotFound(string cacheRule) => new(
        nameof(CacheRuleNotFound), ErrorKind.NotFound, $"There is no cache rule '{cacheRule}' in this ledger.",
        "the name of a rule that was registered", cacheRule, RetrySafety.SafeAfter, Next.ListCacheRules, cacheRule);

    public static JobOpsError CacheRuleInvalid(string cacheRule, string problems) => new(
        nameof(CacheRuleInvalid), ErrorKind.BadInput, $"The cache rule '{cacheRule}' was not registered: nothing of it was changed.",
        "routes, a lifetime and pages that show what the rule means", problems, RetrySafety.SafeAfter, Next.CacheRuleHelp, cacheRule);

    public static JobOpsError CacheRuleFileNotFound(string file, string actual) => new(
        nameof(CacheRuleFileNotFound), ErrorKind.NotFound, $"No cache rule was registered: the file '{file}' cannot be read.",
        "a file with cache rules", actual, RetrySafety.SafeAfter, Next.CacheRuleHelp, file);

    public static JobOpsError CacheRuleFileInvalid(string file, string mistakes) => new(
        nameof(CacheRuleFileInvalid), ErrorKind.BadInput, $"No rule of '{file}' was registered: it cannot be read as cache rules.",
        "cache rules without mistakes", mistakes, RetrySafety.SafeAfter, Next.CacheRuleHelp, file);

    public static JobOpsError CacheRuleHasNoKey(string cacheRule) => new(
        nameof(CacheRuleHasNoKey), ErrorKind.BadInput,
        $"Nothing was removed: the cache rule '{cacheRule}' does not say how the cache calls what it keeps.",
        "a key such as page:{route}, of the rule or of this call", "none", RetrySafety.SafeAfter,
        Next.ShowCacheRule(cacheRule), cacheRule);

    public static JobOpsError CacheRouteOutside(string cacheRule, string route, string match) => new(
        nameof(CacheRouteOutside), ErrorKind.BadInput, $"Nothing was removed: the cache rule '{cacheRule}' is not about this route.",
        $"a route within {match}", route, RetrySafety.SafeAfter, Next.ShowCacheRule(cacheRule), route);

    public static JobOpsError CacheScopeTooWide(string cacheRule, string actual, string share) => new(
        nameof(CacheScopeTooWide), ErrorKind.NotPermitted,
        $"Nothing was removed: the routes of the cache rule '{cacheRule}' mean too much of the cache.",
        $"at most {share} of all keys, or a greater share that is allowed on purpose", actual, RetrySafety.SafeAfter,
        Next.CacheClearHelp, cacheRule);

    public static JobOpsError CacheTargetInvalid(string what, string expected, string actual) => new(
        nameof(CacheTargetInvalid), ErrorKind.BadInput, $"Nothing was done: {what} does not fit.", expected, actual,
        RetrySafety.SafeAfter, Next.CacheClearHelp, actual);

    public static JobOpsError CacheUnreachable(string cache, string actual) => new(
        nameof(CacheUnreachable), ErrorKind.Failed, $"The cache ({cache}) did not do what it was asked.",
        "a cache that answers, and a login that may do it", actual, RetrySafety.SafeAfter, Next.CacheClearHelp, cache);

    public static JobOpsError CachePurgeRefused(string target, string actual) => new(
        nameof(CachePurgeRefused), ErrorKind.Failed, $"The cache did not remove {target}.",
        "a status from 200 to 299, or 404 or 412 where it had none", actual, RetrySafety.SafeAfter, Next.CacheClearHelp, target);

    public static JobOpsError CacheSecretUnreadable(string secret, string actual) => new(
        nameof(CacheSecretUnreadable), ErrorKind.Configuration, $"What '{secret}' refers to cannot be read here.",
        "a secret that this account may read: env:<variable>, file:<absolute path> or vault:<name>", actual, RetrySafety.SafeAfter,
        new("Get-Help Test-CacheRule -Parameter LoggedIn", "jobops cache test --help"), secret);

    public static JobOpsError CacheSecretPlain(string where) => new(
        nameof(CacheSecretPlain), ErrorKind.BadInput, $"The value of {where} would stand where others read it.",
        "a reference: env:<variable>, file:<absolute path> or vault:<name>", "a plain text", RetrySafety.SafeAfter,
        new("Get-Help Test-CacheRule -Parameter LoggedIn", "jobops cache test --help"), where);

    public static JobOpsError CacheTestFailed(string cacheRule, string findings) => new(
        nameof(CacheTestFailed), ErrorKind.CheckFailed, $"The site does not do what the cache rule '{cacheRule}' says.",
        "every example as the rule has it", findings, RetrySafety.SafeAfter,
        new($"(Get-CacheRule {Next.PowerShell(cacheRule)} -Test -Last 1).Findings | Format-List",
            $"jobops cache rule list {Next.Shell(cacheRule)} --tests"), cacheRule);
}
