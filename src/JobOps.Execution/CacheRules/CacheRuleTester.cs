using System.Security.Cryptography;
using JobOps.CacheRules;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>
/// Asks a site for the examples of a rule, each twice by each visitor, and keeps what came of it. Who is logged in asks first: what a
/// cache wrongly stores of theirs is shown to who comes next.
/// </summary>
public sealed class CacheRuleTester(ILedger ledger)
{
    const int Rounds = 2;

    /// <returns>The test, as it is kept in the ledger.</returns>
    /// <exception cref="Errors.JobOpsException">What the ledger says</exception>
    public async Task<CacheRuleTest> TestAsync(CacheTestRequest request, CancellationToken cancellation)
    {
        var rules = await ledger.CacheRules.GetAsync("*", cancellation);
        var (answers, findings) = (new List<CacheAnswer>(), new List<CacheFinding>());
        foreach (var page in request.Rule.ShouldCache.Concat(request.Rule.ShouldNotCache))
        {
            var ofPage = await AskAsync(request, page, cancellation);
            var own = await OwnBodiesAsync(request, page, ofPage, cancellation);
            answers.AddRange(ofPage);
            findings.AddRange(new CacheJudgement(request, page, ofPage, own).Findings(rules));
        }
        return await ledger.CacheRules.AddTestAsync(
            new()
            {
                Rule = request.Rule.Name, Revision = request.Rule.Revision, BaseUri = request.BaseUri.ToString(),
                Visitors = request.Visitors, Answers = answers, Findings = findings,
                Passed = findings.TrueForAll(finding => finding.Status != CacheFindingStatus.Failed),
            },
            cancellation);
    }

    static async Task<List<CacheAnswer>> AskAsync(CacheTestRequest request, string page, CancellationToken cancellation)
    {
        var answers = new List<CacheAnswer>();
        for (var number = 1; number <= Rounds; number++)
            foreach (var visitor in request.Visitors)
                answers.Add(await AskAsync(request, page, page, visitor, number, cancellation));
        return answers;
    }

    /// <summary>
    /// What a visitor is shown where no cache has it: the same page with a query that nobody has asked for. Only where two visitors were
    /// shown the same does it matter: a page that is the same for all is no leak.
    /// </summary>
    static async Task<Dictionary<CacheVisitor, string>> OwnBodiesAsync(
        CacheTestRequest request, string page, List<CacheAnswer> answers, CancellationToken cancellation)
    {
        var own = new Dictionary<CacheVisitor, string>();
        var shared = answers.Where(answer => answer.BodyHash.Length > 0).GroupBy(answer => answer.BodyHash)
            .SelectMany(same => same.Select(answer => answer.Visitor).Distinct() is var visitors && visitors.Count() > 1 ? visitors : []);
        foreach (var visitor in shared.Distinct().ToList())
        {
            var unseen = $"{page}{(page.Contains('?', StringComparison.Ordinal) ? '&' : '?')}jobops={Guid.NewGuid():N}";
            own[visitor] = (await AskAsync(request, page, unseen, visitor, Rounds + 1, cancellation)).BodyHash;
        }
        return own;
    }

    static async Task<CacheAnswer> AskAsync(
        CacheTestRequest request, string page, string asked, CacheVisitor visitor, int number, CancellationToken cancellation)
    {
        var answer = new CacheAnswer { Page = page, Visitor = visitor, Number = number };
        using var message = new HttpRequestMessage(HttpMethod.Get, AddressOf(request.BaseUri, asked));
        foreach (var (name, value) in request.HeadersOf(visitor))
            message.Headers.TryAddWithoutValidation(name, value);
        try
        {
            using var response = await DirectHttp.Client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
            var body = await DirectHttp.ReadBodyAsync(response, cancellation);
            return CacheAnswers.Read(answer, response) with { BodyHash = Convert.ToHexStringLower(SHA256.HashData(body)) };
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return answer with { Problem = exception.GetBaseException().Message };
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return answer with { Problem = FormattableString.Invariant($"nothing within {DirectHttp.LongestRequest.TotalSeconds:0} s") };
        }
    }

    internal static Uri AddressOf(Uri baseUri, string page) =>
        new(baseUri.GetLeftPart(UriPartial.Authority) + baseUri.AbsolutePath.TrimEnd('/') + page);
}
