using JobOps.CacheRules;

namespace JobOps.Execution;

/// <summary>What the answers for one example mean.</summary>
/// <param name="request">What was tested.</param>
/// <param name="page">The example.</param>
/// <param name="answers">In the order in which they came.</param>
/// <param name="own">SHA-256 of what visitors are shown where no cache has it, of those that were shown the same as another.</param>
sealed class CacheJudgement(
    CacheTestRequest request, string page, IReadOnlyList<CacheAnswer> answers, IReadOnlyDictionary<CacheVisitor, string> own)
{
    // Caches count whole seconds, and a request takes a while.
    const long Tolerance = 2;

    static readonly string[] s_forbidding = ["no-", "private"];

    readonly CacheRule _rule = request.Rule;
    readonly bool _shouldCache = request.Rule.ShouldCache.Contains(page, StringComparer.Ordinal);

    IEnumerable<CacheAnswer> Anonymous => answers.Where(answer => answer.Visitor == CacheVisitor.Anonymous);

    /// <summary>All that is wrong; where nothing is, that it is as it should be.</summary>
    public IReadOnlyList<CacheFinding> Findings(IReadOnlyList<CacheRule> rules)
    {
        var found = Contradictions(rules).ToList();
        if (answers.FirstOrDefault(answer => answer.Problem is not null) is { } silent)
            found.Add(Failed(CacheFindingKind.NoAnswer, "an answer", silent.Problem!, "See whether the site is up."));
        else
            found.AddRange(Looks());
        return found.Exists(finding => finding.Status != CacheFindingStatus.CannotTell) ? found : [Passed(), .. found];
    }

    IEnumerable<CacheFinding> Looks()
    {
        foreach (var finding in new[] { PersonalPage(), StoredCookie(), BodyOfAnother(), _shouldCache ? NotCached() : null })
            if (finding is not null)
                yield return finding;
        if (_shouldCache && Lifetime() is { } lifetime)
            yield return lifetime;
    }

    IEnumerable<CacheFinding> Contradictions(IReadOnlyList<CacheRule> rules) =>
        from other in rules
        let said = CacheContradiction.Of(_rule, page, other)
        where said is not null
        select Failed(
            CacheFindingKind.Contradiction, $"one answer of all rules: {(_shouldCache ? "cached" : "not cached")}", said,
            $"Narrow the match of one of the two, or take '{other.Name}' out of use: Remove-CacheRule.");

    /// <summary>A page that this visitor must get from the site itself.</summary>
    bool MustPassBy(CacheAnswer answer) => !_shouldCache || _rule.BypassWhen.Applies(page, request.HeadersOf(answer.Visitor));

    CacheFinding? PersonalPage() =>
        answers.FirstOrDefault(answer => answer.IsFromCache && MustPassBy(answer)) is { } cached
            ? Failed(
                CacheFindingKind.PersonalPageCached, $"an answer of the site itself for {Who(cached)}", Words(cached),
                _shouldCache
                    ? $"Have the cache pass by whoever is logged in ({Bypass()}), for reading and for storing: "
                      + "in nginx proxy_cache_bypass and proxy_no_cache."
                    : "Answer the page with Cache-Control: private, no-store, or take its route out of the cache.")
            : null;

    CacheFinding? StoredCookie()
    {
        var stored = answers.FirstOrDefault(answer => answer.SetsCookie && (answer.IsFromCache || answer.Stored));
        return stored is null ? null : Failed(
            CacheFindingKind.StoredSetCookie, "no answer in the cache that sets a cookie", $"{Words(stored)}, with Set-Cookie",
            "Set no cookie on pages that are cached, or have the cache store no answer that does.");
    }

    // The same bytes for two, and not what the second one is shown where no cache has the page.
    CacheFinding? BodyOfAnother()
    {
        foreach (var answer in answers.Where(MustPassBy))
            foreach (var other in answers.Where(other => other.Visitor != answer.Visitor && other.BodyHash == answer.BodyHash))
                if (own.TryGetValue(answer.Visitor, out var mine) && mine != answer.BodyHash)
                    return Failed(
                        CacheFindingKind.BodyOfAnother, $"a page of their own for {Who(answer)}",
                        $"byte for byte what {Who(other)} is shown ({Words(answer)})",
                        "Take the page out of the cache, or make what tells visitors apart a part of its key. "
                        + "Then remove what is stored: Clear-CacheScope.");
        return null;
    }

    CacheFinding? NotCached()
    {
        var second = Anonymous.Last();
        if (second.IsFromCache)
            return null;
        var because = second.SetsCookie ? " It sets a cookie, which caches do not store."
            : second.Vary?.Contains("Cookie", StringComparison.OrdinalIgnoreCase) == true || second.Vary?.Trim() == "*"
                ? $" It varies by {second.Vary}, so hardly two requests are the same."
            : second.CacheControl is { } control && s_forbidding.Any(word => control.Contains(word, StringComparison.OrdinalIgnoreCase))
                ? $" It forbids it: Cache-Control: {control}."
            : "";
        return Failed(
            CacheFindingKind.NotCached, "the second answer out of the cache", Words(second),
            second.Cache is null
                ? "Have the cache say what it did: a header Cache-Status (RFC 9211) or X-Cache. Nothing else tells." + because
                : "Let the cache store it: a lifetime, no cookie, no Vary by Cookie." + because);
    }

    CacheFinding? Lifetime()
    {
        var wanted = (long)_rule.Ttl.TotalSeconds;
        var expected = FormattableString.Invariant($"{wanted} s");
        const string Remedy = "Set one lifetime: of the answer (Cache-Control: max-age or s-maxage), of the cache, and of the rule.";
        if (answers.FirstOrDefault(answer => answer.IsFromCache && answer.Age > wanted + Tolerance) is { } old)
            return Failed(CacheFindingKind.OtherLifetime, expected, FormattableString.Invariant($"an answer {old.Age} s old"), Remedy);
        var told = Anonymous.LastOrDefault(answer => answer.Lifetime is not null);
        if (told?.Lifetime is { } lifetime)
            return Math.Abs(lifetime - wanted) <= Tolerance
                ? null
                : Failed(CacheFindingKind.OtherLifetime, expected, FormattableString.Invariant($"{lifetime} s"), Remedy);
        return new()
        {
            Rule = _rule.Name, Page = page, Status = CacheFindingStatus.CannotTell, Kind = CacheFindingKind.OtherLifetime,
            Expected = expected, Actual = "nothing in the answers says how long it is kept",
            Remedy = "Have the answer say it: Cache-Control: max-age, or ttl in Cache-Status.",
        };
    }

    CacheFinding Passed() => new()
    {
        Rule = _rule.Name, Page = page, Status = CacheFindingStatus.Passed, Kind = CacheFindingKind.AsExpected,
        Expected = _shouldCache ? "cached" : "not cached", Actual = Words(Anonymous.Last()),
    };

    CacheFinding Failed(CacheFindingKind kind, string expected, string actual, string remedy) => new()
    {
        Rule = _rule.Name, Page = page, Status = CacheFindingStatus.Failed, Kind = kind, Expected = expected, Actual = actual,
        Remedy = remedy,
    };

    string Bypass() => string.Join(", ",
        _rule.BypassWhen.Cookie.Select(name => $"cookie {name}").Concat(_rule.BypassWhen.Header.Select(name => $"header {name}"))
            .Concat(_rule.BypassWhen.Query.Select(name => $"query {name}")).DefaultIfEmpty("bypassWhen"));

    static string Who(CacheAnswer answer) => answer.Visitor switch
    {
        CacheVisitor.LoggedIn => "who is logged in",
        CacheVisitor.SecondUser => "the second user",
        _ => "anonymous visitors",
    };

    static string Words(CacheAnswer answer)
    {
        var age = answer.Age is null ? "nothing about a cache" : FormattableString.Invariant($"Age: {answer.Age}");
        return $"status {answer.Status}, {answer.CacheStatus ?? age}";
    }
}
