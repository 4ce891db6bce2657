using System.Net.Sockets;
using JobOps.CacheRules;
using JobOps.Errors;
using StackExchange.Redis;

namespace JobOps.Engine.Redis;

/// <summary>What the package throws, as an error of the catalogue.</summary>
static class Guarded
{
    // What the package tells a programmer to set begins so; an operator has nothing to set.
    const string Advice = " To allow this multiplexer";

    public static async Task<T> RunAsync<T>(RedisPlace place, Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (Exception exception) when (exception is RedisException or RedisCommandException or TimeoutException or SocketException)
        {
            throw Of(place, exception);
        }
    }

    public static JobOpsException Of(RedisPlace place, Exception exception)
    {
        var message = exception.Message.ReplaceLineEndings(" ").Split(Advice)[0];
        // No version of the package says it; none that comes will.
        if (place.Password is { Length: > 0 } password)
            message = message.Replace(password, "***", StringComparison.Ordinal);
        return new(Error.CacheUnreachable(place.ToString(), message), exception);
    }
}
