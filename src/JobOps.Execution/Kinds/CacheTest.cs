using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>Holds a cache rule against a site; its result is the test, and it fails where that does.</summary>
sealed class CacheTestStep : StepExecution<CacheTestAction>
{
    protected override async Task<string> ExecuteAsync(CacheTestAction action, StepContext step, CancellationToken cancellation)
    {
        var ledger = step.Attempt.Ledger;
        var test = await new CacheRuleTester(ledger).TestAsync(
            new()
            {
                Rule = await ledger.CacheRules.RequireAsync(step.Fill(action.Rule), cancellation),
                BaseUri = CacheAddress.Read(step.Fill(action.BaseUri)),
                LoggedIn = await HeadersAsync(action.LoggedIn, step, cancellation),
                SecondUser = await HeadersAsync(action.SecondUser, step, cancellation),
            },
            cancellation);
        var failed = test.Findings.Where(finding => finding.Status == CacheFindingStatus.Failed)
            .Select(finding => $"{finding.Page}: {finding.Kind}: expected {finding.Expected}, found {finding.Actual}").ToList();
        foreach (var finding in test.Findings)
            step.Attempt.Log.Write(
                finding.Status == CacheFindingStatus.Passed ? LogStream.JobOps : LogStream.Warning, step.StepName,
                $"{finding.Page}: {finding.Status}: {finding.Actual}");
        return test.Passed
            ? StepResult.Write(test)
            : throw new JobOpsException(Error.CacheTestFailed(test.Rule, string.Join('\n', failed)));
    }

    static async Task<IReadOnlyDictionary<string, string>?> HeadersAsync(
        IReadOnlyDictionary<string, Template> templates, StepContext step, CancellationToken cancellation)
    {
        if (templates.Count == 0)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, template) in templates)
            headers[name] = await CacheStep.SecretAsync(template, step, $"the header {name}", cancellation);
        return headers;
    }
}
