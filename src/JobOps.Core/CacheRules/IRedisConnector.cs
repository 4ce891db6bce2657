using JobOps.Errors;
using JobOps.Values;

namespace JobOps.CacheRules;

/// <summary>Connects to a Redis.</summary>
public interface IRedisConnector
{
    /// <exception cref="JobOpsException">CacheUnreachable</exception>
    Task<IRedisCache> ConnectAsync(RedisPlace place, CancellationToken cancellation);
}

/// <summary>The engine's <see cref="IRedisConnector"/>, which is a package's.</summary>
public static class RedisConnector
{
    static readonly Lazy<IRedisConnector> s_instance =
        new(() => EnginePart.Create<IRedisConnector>("JobOps.Engine.Redis.StackExchangeConnector"));

    /// <summary>The engine's; loaded at the first use, never before.</summary>
    public static IRedisConnector Instance => s_instance.Value;
}
