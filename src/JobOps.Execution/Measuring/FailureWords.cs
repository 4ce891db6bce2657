using System.Net.Http;
using System.Net.Sockets;
using System.Security.Authentication;
using static System.FormattableString;

namespace JobOps.Execution;

/// <summary>Failures of samples in a word or two: the same text for the same kind, so that they can be counted.</summary>
static class FailureWords
{
    public const string Timeout = "timeout";

    public static string Status(int status) => Invariant($"status {status}");

    public static string ExitCode(int exitCode) => Invariant($"exit code {exitCode}");

    /// <summary>Why an address gave no answer, or not all of it.</summary>
    public static string Of(Exception exception) => Chain(exception) switch
    {
        var chain when chain.OfType<SocketException>().LastOrDefault() is { } socket => Of(socket),
        var chain when chain.OfType<AuthenticationException>().Any() => "TLS",
        var chain when chain.OfType<HttpIOException>().LastOrDefault() is { } http => Of(http.HttpRequestError),
        var chain when chain.OfType<HttpRequestException>().LastOrDefault() is { } http => Of(http.HttpRequestError),
        _ => "connection failed",
    };

    /// <summary>The words of the innermost cause.</summary>
    public static string Detail(Exception exception) => Chain(exception).Last().Message;

    static List<Exception> Chain(Exception exception)
    {
        var chain = new List<Exception>();
        for (Exception? each = exception; each is not null; each = each.InnerException)
            chain.Add(each);
        return chain;
    }

    static string Of(SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => "name not found",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "connection reset",
        SocketError.TimedOut => "connection timed out",
        SocketError.HostUnreachable or SocketError.HostDown => "host unreachable",
        SocketError.NetworkUnreachable or SocketError.NetworkDown => "network unreachable",
        _ => "connection failed",
    };

    static string Of(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "name not found",
        HttpRequestError.SecureConnectionError => "TLS",
        HttpRequestError.ResponseEnded => "connection closed",
        HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded => "no valid answer",
        _ => "connection failed",
    };
}
