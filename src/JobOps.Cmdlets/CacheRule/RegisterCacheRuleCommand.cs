using System.Collections;
using System.Management.Automation;
using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>Makes a cache rule, or puts another in its place: what a cache is to keep and for how long, with examples.</summary>
/// <remarks>
/// The examples are the tests: Test-CacheRule asks a site for them. A page that should be cached lies within the rule's routes; one that
/// should not need not. -BypassWhen says which requests the cache must not answer: those that have one of these cookies, headers or
/// parameters of the query.
///
/// A file, NAME.cacherules.json, has several rules: { "rules": [ … ] }, with members that are called as the parameters are. It is read
/// as strictly as job files are, and module/cacherules.schema.json is its schema. Rules are kept in the ledger; one that is so already
/// changes nothing.
/// </remarks>
/// <example>
/// <para>Product pages are kept for ten minutes, but not for who has a session.</para>
/// <code>
/// $bypass = @{ Cookie = 'session' }
/// $pages = @{ ShouldCache = '/shop/p/1'; ShouldNotCache = '/cart', '/account' }
/// Register-CacheRule products '/shop/*' -BypassWhen $bypass -Ttl 10m @pages -Key 'page:{route}' -Why 'most requests are for them'
/// </code>
/// </example>
/// <example>
/// <para>The rules of a file.</para>
/// <code>Register-CacheRule -Path ./shop.cacherules.json -PassThru</code>
/// </example>
[Cmdlet(VerbsLifecycle.Register, "CacheRule", DefaultParameterSetName = RuleSet, SupportsShouldProcess = true)]
[OutputType(typeof(CacheRules.CacheRule))]
public sealed class RegisterCacheRuleCommand : AsyncCmdlet
{
    const string RuleSet = "Rule";
    const string FileSet = "File";

    /// <summary>The rule: letters, digits, '.', '_' and '-'; 128 characters at most.</summary>
    [Parameter(ParameterSetName = RuleSet, Mandatory = true, Position = 0)]
    [Alias("Rule")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(CacheRuleCompleter))]
    public string Name { get; set; } = "";

    /// <summary>The routes that it is about: a path, in which * stands for anything.</summary>
    [Parameter(ParameterSetName = RuleSet, Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Match { get; set; } = "";

    /// <summary>So long the cache keeps an answer, such as 10m or 7d.</summary>
    [Parameter(ParameterSetName = RuleSet, Mandatory = true)]
    [Age]
    public TimeSpan Ttl { get; set; }

    /// <summary>Pages that the cache has to answer.</summary>
    [Parameter(ParameterSetName = RuleSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string[] ShouldCache { get; set; } = [];

    /// <summary>Pages that it must never answer.</summary>
    [Parameter(ParameterSetName = RuleSet)]
    [ValidateNotNull]
    public string[] ShouldNotCache { get; set; } = [];

    /// <summary>Requests that pass the cache by: names by Cookie, Header and Query.</summary>
    [Parameter(ParameterSetName = RuleSet)]
    [ValidateNotNull]
    public Hashtable BypassWhen { get; set; } = [];

    /// <summary>How the cache calls what it keeps of a route, such as page:{route}; Clear-CacheScope needs it.</summary>
    [Parameter(ParameterSetName = RuleSet)]
    [ValidateNotNullOrEmpty]
    public string? Key { get; set; }

    /// <summary>Why there is such a rule.</summary>
    [Parameter(ParameterSetName = RuleSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string Why { get; set; } = "";

    /// <summary>A file with cache rules.</summary>
    [Parameter(ParameterSetName = FileSet, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Writes the rules as they are now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object Item => ParameterSetName == FileSet ? Path : Name;

    private protected override async Task ProcessAsync()
    {
        var rules = ParameterSetName == FileSet
            ? CacheRuleFile.Read(await Pipeline.InvokeAsync(() => GetUnresolvedProviderPathFromPSPath(Path)))
            : [Typed()];
        // What is wrong with one is said under -WhatIf, too.
        foreach (var rule in rules)
            CacheRuleProblems.Require(rule);
        var ledger = await Pipeline.LedgerAsync();
        await Pipeline.EachAsync(rules, async rule =>
        {
            if (!await Pipeline.ShouldProcessAsync($"cache rule '{rule.Name}'", "Register"))
                return;
            var registered = await ledger.CacheRules.RegisterAsync(rule, StopToken);
            if (registered.Unchanged)
                Pipeline.WriteVerbose($"Cache rule '{registered.Name}' is so already.");
            if (PassThru)
                Pipeline.Write(registered);
        });
    }

    CacheRules.CacheRule Typed() => new()
    {
        Name = Name, Match = Match, Ttl = Ttl, ShouldCache = ShouldCache, ShouldNotCache = ShouldNotCache, Key = Key, Why = Why,
        BypassWhen = Bypass(),
    };

    /// <exception cref="JobOpsException">CacheRuleInvalid</exception>
    CacheBypass Bypass()
    {
        var bypass = new CacheBypass();
        foreach (DictionaryEntry entry in BypassWhen)
        {
            var names = LanguagePrimitives.ConvertTo<string[]>(entry.Value);
            bypass = $"{entry.Key}".ToLowerInvariant() switch
            {
                "cookie" => bypass with { Cookie = names },
                "header" => bypass with { Header = names },
                "query" => bypass with { Query = names },
                _ => throw new JobOpsException(Error.CacheRuleInvalid(
                    Name, $"bypassWhen: expected Cookie, Header or Query, found '{entry.Key}'")),
            };
        }
        return bypass;
    }
}
