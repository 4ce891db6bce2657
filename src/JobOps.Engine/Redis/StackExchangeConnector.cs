using JobOps.CacheRules;
using StackExchange.Redis;

namespace JobOps.Engine.Redis;

/// <summary>Connects by StackExchange.Redis, which finds the other servers of a cluster through those that are named.</summary>
sealed class StackExchangeConnector : IRedisConnector
{
    const int ConnectMs = 5_000;
    const int AnswerMs = 30_000;

    public async Task<IRedisCache> ConnectAsync(RedisPlace place, CancellationToken cancellation)
    {
        var options = new ConfigurationOptions
        {
            User = place.User, Password = place.Password, Ssl = place.Tls, AbortOnConnectFail = true, ConnectRetry = 1,
            ConnectTimeout = ConnectMs, AsyncTimeout = AnswerMs, SyncTimeout = AnswerMs, IncludeDetailInExceptions = false,
            ClientName = "jobops",
        };
        foreach (var endPoint in place.EndPoints)
            options.EndPoints.Add(endPoint);
        return await Guarded.RunAsync(place, async () =>
        {
            var connection = await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancellation);
            try
            {
                return (IRedisCache)new StackExchangeRedis(place, connection, Masters(connection));
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        });
    }

    /// <summary>Every server that holds keys of its own. Of a cluster none may be missing: a part of a route is not the route.</summary>
    static IReadOnlyList<IServer> Masters(ConnectionMultiplexer connection)
    {
        var servers = connection.GetServers();
        if (servers.FirstOrDefault(server => server is { IsConnected: true, ServerType: ServerType.Cluster }) is not { } member)
            return servers.Where(server => server is { IsConnected: true, IsReplica: false }).Take(1).ToList() is [var one]
                ? [one]
                : throw new RedisException("there is no master among the servers");
        var nodes = member.ClusterConfiguration?.Nodes.Where(node => !node.IsReplica && node.Slots.Count > 0).ToList() ?? [];
        var masters = nodes.Select(node => servers.FirstOrDefault(server => server.EndPoint.Equals(node.EndPoint))).ToList();
        var missing = masters.FindIndex(server => server is not { IsConnected: true });
        return missing < 0 && masters.Count > 0
            ? masters.ConvertAll(server => server!)
            : throw new RedisException(
                masters.Count == 0 ? "the cluster has no slots" : $"the master {nodes[missing].EndPoint} of the cluster does not answer");
    }
}
