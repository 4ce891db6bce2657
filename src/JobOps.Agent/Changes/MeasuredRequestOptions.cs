using System.CommandLine;
using JobOps.Agent.CommandLine;
using JobOps.Agent.Runs;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Measurements;

namespace JobOps.Agent.Changes;

/// <summary>How an address is asked. What may be secret is no argument: every user of a host can read those.</summary>
sealed class MeasuredRequestOptions
{
    readonly Option<string?> _method = new("--method") { Description = "The method of the request; default: GET.", HelpName = "name" };
    readonly Option<KeyValuePair<string, string>[]> _header = new("--header")
    {
        Description = "A header that is no secret (may be repeated).",
        HelpName = "name=value",
        CustomParser = result => [.. result.Tokens.Select(token => token.Value.Split('=', 2)).Select(pair =>
        {
            if (pair.Length == 1)
                result.AddError("--header takes name=value");
            return KeyValuePair.Create(pair[0], pair[^1]);
        })],
    };
    readonly SecretOption _secretHeader = new("--secret-header", "A header");
    readonly SecretOption _cookie = new("--cookie", "A cookie");
    readonly Option<string?> _body = new("--body") { Description = "The file that is sent as body.", HelpName = "file" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_method, _header, _secretHeader, _cookie, _body])
            command.Add(option);
    }

    /// <summary>Makes the request to an address, or to none as it was before the change.</summary>
    /// <param name="call">What was typed.</param>
    /// <param name="before">What was measured before the change; null for none.</param>
    /// <param name="databaseCallHeader">The header that counts database calls.</param>
    /// <exception cref="JobOpsException">BaselineSecretsNeeded, SecretNotGiven, MeasuringPlanInvalid</exception>
    public Func<Uri?, HttpRequestPlan> Read(Invocation call, Baseline? before, string? databaseCallHeader)
    {
        IReadOnlyList<KeyValuePair<string, string>> headers = [.. call.Value(_header) ?? [], .. _secretHeader.Read(call)];
        IReadOnlyList<KeyValuePair<string, string>> cookies = [.. _cookie.Read(call)];
        var body = Body(call);
        return url => url is null
            ? Remeasuring.RequestOf(before!, url: null, headers, cookies, body) with { DatabaseCallHeader = databaseCallHeader }
            : new()
            {
                Url = url, Method = call.Value(_method) ?? before?.Request?.Method ?? "GET", Headers = headers, Cookies = cookies,
                Body = body, DatabaseCallHeader = databaseCallHeader,
            };
    }

    ReadOnlyMemory<byte>? Body(Invocation call)
    {
        if (call.Value(_body) is not { } file)
            return null;
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.MeasuringPlanInvalid("the body", "a file that can be read", exception.Message), exception);
        }
    }
}
