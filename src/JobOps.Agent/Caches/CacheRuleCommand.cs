using System.CommandLine;

namespace JobOps.Agent.Caches;

/// <summary><c>jobops cache rule …</c>: what caches are to keep, and for how long.</summary>
sealed class CacheRuleCommand : Command
{
    public CacheRuleCommand() : base("rule", "Register, list and remove cache rules")
    {
        Add(new RegisterCacheRuleCommand());
        Add(new ListCacheRulesCommand());
        Add(new RemoveCacheRuleCommand());
    }
}
