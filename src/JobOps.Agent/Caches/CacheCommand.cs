using System.CommandLine;

namespace JobOps.Agent.Caches;

/// <summary><c>jobops cache …</c>: rules of caches, and what is done by them.</summary>
sealed class CacheCommand : Command
{
    public CacheCommand() : base("cache", "Register, test and remove cache rules, and clear routes by them")
    {
        Add(new CacheRuleCommand());
        Add(new TestCacheCommand());
        Add(new ClearCacheCommand());
    }
}
