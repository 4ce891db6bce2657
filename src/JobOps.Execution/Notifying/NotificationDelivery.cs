using System.ComponentModel;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using JobOps.Ledger;
using JobOps.Notifications;
using JobOps.Values;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>Brings notifications to a receiver: by a webhook, mail or a command, within five seconds or not at all.</summary>
/// <param name="ledger">Whose notifications they are.</param>
public sealed class NotificationDelivery(LedgerInfo ledger)
{
    // Who needs longer is not there for those who wait.
    static readonly TimeSpan s_limit = TimeSpan.FromSeconds(5);

    // As a browser would reach it, a proxy included; but where it leads to is not where it was sent.
    static readonly HttpClient s_http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    static readonly Encoding s_utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Sends several as one.</summary>
    /// <param name="receiver">Who gets them.</param>
    /// <param name="notifications">At least one, the oldest first.</param>
    /// <param name="cancellation">Stops it: they may have arrived.</param>
    /// <returns>Why they did not arrive, without what is secret; null where they did.</returns>
    public async Task<string?> SendAsync(
        NotificationReceiver receiver, IReadOnlyList<Notification> notifications, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_limit);
        try
        {
            return await (receiver.Method switch
            {
                NotificationMethod.Mail => MailAsync(receiver, notifications, limit.Token),
                NotificationMethod.Command => ExecuteAsync(receiver, notifications, limit.Token),
                _ => PostAsync(receiver, notifications, limit.Token),
            });
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"it did not answer within {s_limit.TotalSeconds:0} s";
        }
    }

    /// <summary>Sends a test, which the ledger does not keep.</summary>
    public async Task<NotificationTest> TestAsync(NotificationReceiver receiver, CancellationToken cancellation = default)
    {
        var at = DateTimeOffset.UtcNow;
        var problem = await SendAsync(receiver, [new()
        {
            // No number of the ledger's: those begin with 1.
            NotificationId = 0, Receiver = receiver.Name, Event = NotificationEvent.Test, CreatedAt = at,
            Content = new() { Title = $"A test of '{receiver.Name}', sent from {Environment.MachineName}." },
        }], cancellation);
        return new(receiver.Name, receiver.Method, problem is null, problem, at);
    }

    async Task<string?> PostAsync(
        NotificationReceiver receiver, IReadOnlyList<Notification> notifications, CancellationToken cancellation)
    {
        var (address, whyNoAddress) = await ResolveAsync(receiver.Webhook ?? "", cancellation);
        if (address is null || !Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            return $"its address: {(address is null ? whyNoAddress : "what is kept there is no address of http or https")}";
        string? key = null;
        if (receiver.SigningKey is { } reference)
        {
            (key, var whyNoKey) = await SecretReader.TryReadAsync(SecretReference.TryParse(reference), cancellation);
            if (key is null)
                return $"its signing key: {whyNoKey}";
        }
        var mask = new SecretMask(IsSecret(receiver.Webhook) ? [address, uri.Host] : []);
        using var request = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Content = new ByteArrayContent(s_utf8.GetBytes(CloudEvent.Of(ledger, notifications).ToJsonString(LedgerJson.Options))),
        };
        request.Content.Headers.ContentType = new(CloudEvent.MediaType) { CharSet = "utf-8" };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue(new ProductHeaderValue("JobOps")));
        if (key is not null)
            await SignAsync(request, CloudEvent.Id(notifications), key, cancellation);
        try
        {
            using var response = await s_http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            return response.IsSuccessStatusCode ? null : $"it answered with {(int)response.StatusCode}";
        }
        catch (HttpRequestException exception)
        {
            return mask.Apply(exception.Message);
        }
    }

    /// <summary>The headers of Standard Webhooks 1.0: an id, the time in seconds, and HMAC-SHA256 over both and the body.</summary>
    static async Task SignAsync(HttpRequestMessage request, string id, string key, CancellationToken cancellation)
    {
        var time = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var body = await request.Content!.ReadAsByteArrayAsync(cancellation);
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{time}."), .. body];
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", time);
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(HMACSHA256.HashData(KeyBytes(key), signed))}");
    }

    // As the standard hands keys out, or any text.
    static byte[] KeyBytes(string key)
    {
        const string prefix = "whsec_";
        var bytes = new byte[key.Length];
        return key.StartsWith(prefix, StringComparison.Ordinal) && Convert.TryFromBase64String(key[prefix.Length..], bytes, out var length)
            ? bytes[..length]
            : Encoding.UTF8.GetBytes(key);
    }

    async Task<string?> MailAsync(
        NotificationReceiver receiver, IReadOnlyList<Notification> notifications, CancellationToken cancellation)
    {
        var mail = receiver.Mail!;
        string? password = null;
        if (mail.Password is { } reference)
        {
            (password, var whyNot) = await SecretReader.TryReadAsync(SecretReference.TryParse(reference), cancellation);
            if (password is null)
                return $"its password: {whyNot}";
        }
        try
        {
            await MailSender.Instance.SendAsync(
                mail, password, $"{CloudEvent.Id(notifications)}.{ledger.LedgerId}", $"[JobOps] {CloudEvent.Title(notifications)}",
                Body(notifications), cancellation);
            return null;
        }
        catch (IOException exception)
        {
            return new SecretMask(password is null ? [] : [password]).Apply(exception.Message);
        }
    }

    string Body(IReadOnlyList<Notification> notifications)
    {
        var text = new StringBuilder();
        foreach (var notification in notifications.Take(CloudEvent.MostListed))
        {
            text.Append(CloudEvent.Title([notification])).Append('\n');
            foreach (var (name, value) in Lines(notification).Where(line => !string.IsNullOrEmpty(line.Value)))
                text.Append(CultureInfo.InvariantCulture, $"  {name + ":",-11} {value}\n");
            text.Append('\n');
        }
        if (notifications.Count > CloudEvent.MostListed)
            text.Append(CultureInfo.InvariantCulture, $"and {notifications.Count - CloudEvent.MostListed} more\n\n");
        return text.Append("-- \n").Append("JobOps, ledger ").Append(ledger.LedgerId).Append('\n').ToString();
    }

    static IEnumerable<(string Name, string? Value)> Lines(Notification notification)
    {
        var content = notification.Content;
        yield return ("At", TimeWords.Utc(notification.CreatedAt));
        yield return ("Job", content.JobName is null ? null : $"{content.JobName}, version {content.JobVersion}");
        yield return ("Owner", content.Owner);
        yield return ("Run", $"{content.RunId}");
        yield return ("Expected", content.Error?.Expected);
        yield return ("Actual", content.Error?.Actual);
        yield return ("Next", content.NextCommand);
    }

    async Task<string?> ExecuteAsync(
        NotificationReceiver receiver, IReadOnlyList<Notification> notifications, CancellationToken cancellation)
    {
        var input = s_utf8.GetBytes(CloudEvent.Of(ledger, notifications).ToJsonString(LedgerJson.Options) + "\n");
        try
        {
            var ended = await CapturedCommand.RunAsync(
                receiver.Command!, Environment.CurrentDirectory, new Dictionary<string, string>(), new SecretMask([]), cancellation,
                input: input);
            return ended switch
            {
                null => "there is no such program",
                { ExitCode: 0 } => null,
                _ => $"exit code {ended.ExitCode}{(ended.LastLine.Length > 0 ? $": {ended.LastLine}" : "")}",
            };
        }
        catch (Exception exception) when (exception is Win32Exception or IOException or BatchArgumentException)
        {
            return exception.Message;
        }
    }

    static bool IsSecret(string? text) => SecretReference.TryParse(text ?? "") is not null;

    /// <summary>A text, or what a secret reference stands for.</summary>
    static async Task<(string? Value, string WhyNot)> ResolveAsync(string text, CancellationToken cancellation) =>
        SecretReference.TryParse(text) is { } reference ? await SecretReader.TryReadAsync(reference, cancellation) : (text, "");
}
