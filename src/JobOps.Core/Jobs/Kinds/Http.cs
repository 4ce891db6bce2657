using JobOps.Jobs.JobFiles;
using JobOps.Measurements;

namespace JobOps.Jobs;

/// <summary>Real GET requests that measure, and check if <see cref="Expect"/> is given.</summary>
public sealed record HttpAction : StepAction
{
    public required Template Url { get; init; }

    /// <summary>How many requests, one after the other.</summary>
    public int Requests { get; init; } = 1;

    /// <summary>What each answer must be; null to measure only.</summary>
    public HttpExpectation? Expect { get; init; }
}

/// <summary>What an HTTP answer must be.</summary>
public sealed record HttpExpectation
{
    public int Status { get; init; } = 200;

    /// <summary>Text that the body contains.</summary>
    public Template? Body { get; init; }

    /// <summary>Longest time from the request to the end of the body.</summary>
    public TimeSpan? Within { get; init; }
}

/// <summary>The kind <c>http</c>. Its result is a <see cref="HttpMeasurement"/>.</summary>
sealed class HttpKind : TypedStepKind<HttpAction, HttpDocument>
{
    const int LeastStatus = 100;
    const int GreatestStatus = 599;

    static readonly ObjectShape<ExpectDocument> s_expect = new("expect", "What each answer must be.")
    {
        { "status", new WholeNumberShape(LeastStatus, GreatestStatus), (it, value) => it.Status = value,
            "HTTP status; 200 if left out." },
        { "body", CommonMembers.Template, (it, value) => it.Body = value,
            "Text that the body contains." },
        { "within", CommonMembers.Duration, (it, value) => it.Within = value,
            "Longest time from the request to the end of the body." },
    };

    static readonly ObjectShape<HttpDocument> s_http = new("http", "GET requests that measure, and check.")
    {
        { "url", CommonMembers.Template, (it, value) => it.Url = value,
            "Absolute http or https URL.", true },
        { "requests", new WholeNumberShape(1, JobDefinitionRules.MostRequests), (it, value) => it.Requests = value,
            "How many, one after the other; 1 if left out." },
        { "expect", s_expect, (it, value) => it.Expect = value,
            "What each answer must be. Without it the requests only measure." },
    };

    public override string Name => "http";

    public override bool IsReadOnly => true;

    internal override (Shape<HttpDocument> Shape, string Words) Member => (s_http, "Requests that measure and check a URL.");

    internal override HttpAction Read(HttpDocument work, ActionDocument document) => new()
    {
        Url = work.Url,
        Requests = work.Requests,
        Expect = work.Expect is not { } expect ? null : new()
        {
            Status = expect.Status,
            Body = expect.Body,
            Within = expect.Within,
        },
    };

    internal override void Check(HttpAction action, PlaceholderScope scope, string path, DefinitionCheck check)
    {
        path = $"{path}.http";
        check.Placeholders(action.Url, scope, $"{path}.url");
        // With a placeholder in it, whether it is a URL shows when it is filled.
        if (!action.Url.Placeholders.Any() && !IsHttpUrl(action.Url.Text))
            check.Add($"{path}.url", "an absolute http or https URL", JobDefinitionRules.Quote(action.Url.Text));
        check.Range(action.Requests, 1, JobDefinitionRules.MostRequests, $"{path}.requests");
        if (action.Expect is not { } expect)
            return;
        check.Range(expect.Status, LeastStatus, GreatestStatus, $"{path}.expect.status");
        check.Timeout(expect.Within, $"{path}.expect.within");
        if (expect.Body is { } body)
            check.Placeholders(body, scope, $"{path}.expect.body");
    }

    protected override string Describe(HttpAction action, Func<Template, string> fill) =>
        $"GET {fill(action.Url)} × {action.Requests}";

    protected override Type ResultType(HttpAction action) => typeof(HttpMeasurement);

    static bool IsHttpUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https";
}

/// <summary>What stands behind <c>http</c> in a job file.</summary>
sealed class HttpDocument
{
    public Template Url { get; set; } = Template.Parse("");
    public int Requests { get; set; } = 1;
    public ExpectDocument? Expect { get; set; }
}

/// <summary>What stands behind <c>expect</c> there.</summary>
sealed class ExpectDocument
{
    public int Status { get; set; } = 200;
    public Template? Body { get; set; }
    public TimeSpan? Within { get; set; }
}
