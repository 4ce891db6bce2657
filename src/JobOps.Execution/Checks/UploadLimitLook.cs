using System.Net;
using System.Net.Http.Headers;
using System.Text;
using JobOps.Checklists;
using JobOps.Values;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>Uploads a file that is too large, and one that is not.</summary>
sealed class UploadLimitLook : SiteLook<UploadLimitCheck>
{
    const string SetLimit = "Set the limit before the application: client_max_body_size (nginx), LimitRequestBody (Apache), "
        + "upload_max_filesize and post_max_size (PHP); what they call 2m is 2MiB here.";

    // How long it takes depends on the size; the item's own limit ends it.
    protected override TimeSpan Longest => Timeout.InfiniteTimeSpan;

    protected override async Task<CheckOutcome> LookAsync(
        UploadLimitCheck check, Site site, CheckContext context, CancellationToken cancellation)
    {
        var text = context.Fill(check.Limit);
        if (!ByteSize.TryParse(text, out var limit))
            return CheckOutcome.Fail($"'{text}' is no limit", $"Name {ByteSize.Words}.");
        // First the one that has to get through: only beside it a refusal says something.
        var below = await UploadAsync(check, site, Math.Max(1, limit / 2), cancellation);
        if (below is not { } taken)
            return CheckOutcome.Fail(
                $"the connection was closed during an upload of {ByteSize.Format(limit / 2)}",
                "Find out in its log why the server gives up.");
        var above = await UploadAsync(check, site, limit + 1, cancellation);
        string[] evidence =
        [
            $"{Math.Max(1, limit / 2)} bytes: {Words(below)}", $"{limit + 1} bytes: {Words(above)}",
        ];
        if (taken == HttpStatusCode.RequestEntityTooLarge)
            return CheckOutcome.Fail(
                $"an upload of {ByteSize.Format(limit / 2)} is refused already ({Words(below)})",
                $"Raise the limit to {text}, or name the one that holds.", evidence);
        if (above is { } status && (int)status is < 400 or >= 500)
            return CheckOutcome.Fail(
                $"an upload of one byte more than {text} was not refused ({Words(above)})",
                (int)status >= 500 ? "Find out in its log why the server fails instead of refusing it." : SetLimit, evidence);
        return above == below
            ? CheckOutcome.Fail(
                $"both were refused ({Words(above)}), so nothing is known about the limit",
                "Name the address that takes uploads, and what it wants to be sent, such as the cookie of a login: \"send\".", evidence)
            : CheckOutcome.Pass($"one byte more than {text} is refused ({Words(above)}), half of it is not ({Words(below)})", evidence);
    }

    static string Words(HttpStatusCode? status) => status is { } known ? $"status {(int)known}" : "the connection was closed";

    /// <summary>Null where the server closed the connection without an answer.</summary>
    static async Task<HttpStatusCode?> UploadAsync(UploadLimitCheck check, Site site, long size, CancellationToken cancellation)
    {
        using var content = new UploadContent(check.Field, size);
        try
        {
            using var response = await site.SendAsync(
                new(HttpMethod.Post, site.Url)
                {
                    Content = content,
                    // A server that looks at the length refuses it before it was sent.
                    Headers = { ExpectContinue = true },
                },
                cancellation);
            return response.StatusCode;
        }
        catch (HttpRequestException exception) when (content.HasBegun && exception.HttpRequestError != HttpRequestError.ConnectionError)
        {
            return null;
        }
    }

    /// <summary>A form with one file that nobody holds in memory.</summary>
    sealed class UploadContent : HttpContent
    {
        static readonly byte[] s_piece = [.. Enumerable.Repeat((byte)'.', 64 * 1024)];

        readonly byte[] _head;
        readonly byte[] _end;
        readonly long _size;

        public UploadContent(string field, long size)
        {
            var boundary = $"jobops-{Guid.NewGuid():N}";
            _head = Encoding.UTF8.GetBytes(
                $"--{boundary}\r\nContent-Disposition: form-data; name=\"{Escape(field)}\"; filename=\"jobops-upload-check.bin\"\r\n"
                + "Content-Type: application/octet-stream\r\n\r\n");
            _end = Encoding.UTF8.GetBytes($"\r\n--{boundary}--\r\n");
            _size = size;
            Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={boundary}");
        }

        public bool HasBegun { get; private set; }

        // As browsers do it.
        static string Escape(string name) => name.Replace("\"", "%22", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

        protected override bool TryComputeLength(out long length)
        {
            length = _head.Length + _size + _end.Length;
            return true;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellation)
        {
            HasBegun = true;
            await stream.WriteAsync(_head, cancellation);
            for (var left = _size; left > 0; left -= s_piece.Length)
                await stream.WriteAsync(s_piece.AsMemory(0, (int)Math.Min(left, s_piece.Length)), cancellation);
            await stream.WriteAsync(_end, cancellation);
        }
    }
}
