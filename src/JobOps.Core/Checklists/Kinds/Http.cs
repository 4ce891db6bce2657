using JobOps.Jobs;
using JobOps.Jobs.JobFiles;
using JobOps.Values;

namespace JobOps.Checklists;

/// <summary>An answer with the status, the words, the headers and the time that it should have.</summary>
public sealed record HttpCheck : CheckAction
{
    public Template Url { get; internal set; } = Template.Parse("");

    public int Status { get; internal set; } = 200;

    /// <summary>Text that the body contains; null for any body.</summary>
    public Template? Body { get; internal set; }

    /// <summary>Longest time from the request to the end of the body; null for any.</summary>
    public TimeSpan? Within { get; internal set; }

    /// <summary>Headers that are sent. A place for secrets of the environment, such as the cookie of somebody who is logged in.</summary>
    public IReadOnlyList<KeyValuePair<string, Template>> Send { get; internal set; } = [];

    /// <summary>Regular expressions (.NET) by the names of headers that the answer has to have.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; internal set; } = [];

    /// <summary>Names of headers that the answer must not have.</summary>
    public IReadOnlyList<string> WithoutHeaders { get; internal set; } = [];
}

sealed class HttpCheckKind : CheckKind<HttpCheck>
{
    static readonly NameRule s_header = NameRule.Header;

    public override string Name => "http";

    public override string Words => "An answer that is as it should be: its status, its body, its headers, its time.";

    internal override Shape<HttpCheck> Shape { get; } = new BriefOrFullShape<Template, HttpCheck>(
        CommonMembers.Template, url => new HttpCheck { Url = url },
        new("httpCheck", "An answer and what it should be.")
        {
            { "url", CommonMembers.Template, (it, value) => it.Url = value, "Absolute http or https URL.", true },
            { "status", new WholeNumberShape(100, 599), (it, value) => it.Status = value, "HTTP status; 200 if left out." },
            { "body", CommonMembers.Template, (it, value) => it.Body = value, "Text that the body contains." },
            { "within", CommonMembers.Duration, (it, value) => it.Within = value, "Longest time from the request to the end of the body." },
            { "send", new MapShape<Template>(s_header, CommonMembers.Template, "an object of headers and their values"),
                (it, value) => it.Send = value, "Headers that are sent. A place for secrets of the environment." },
            { "headers", new MapShape<string>(s_header, new PatternShape(), "an object of headers and regular expressions"),
                (it, value) => it.Headers = value, "Headers that the answer has to have, with what they have to match." },
            { "withoutHeaders", new ListShape<string>(new NameShape(s_header), "a list of names of headers"),
                (it, value) => it.WithoutHeaders = value, "Headers that the answer must not have." },
        });

    protected override string Describe(HttpCheck check) => $"GET {check.Url.Text}";

    protected override void Check(HttpCheck check, PlaceholderScope scope, string path, DefinitionCheck problems)
    {
        CheckMembers.Address(check.Url, scope, $"{path}.url", problems);
        if (check.Body is { } body)
            problems.Placeholders(body, scope, $"{path}.body");
        problems.Timeout(check.Within, $"{path}.within");
        foreach (var (name, value) in check.Send)
            problems.Placeholders(value, scope.WithSecrets(), JsonPath.Member($"{path}.send", name));
        foreach (var (name, pattern) in check.Headers)
            problems.Pattern(pattern, JsonPath.Member($"{path}.headers", name));
    }
}
