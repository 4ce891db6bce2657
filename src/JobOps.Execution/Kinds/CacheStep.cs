using JobOps.CacheRules;
using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>What steps about caches share.</summary>
static class CacheStep
{
    /// <summary>A secret: what a placeholder stands for, or what a reference refers to.</summary>
    /// <exception cref="JobOpsException">CacheSecretPlain, CacheSecretUnreadable</exception>
    public static Task<string> SecretAsync(Template template, StepContext step, string where, CancellationToken cancellation)
    {
        var filled = step.Fill(template);
        return template.Placeholders.Any() && SecretReference.TryParse(filled) is null
            ? Task.FromResult(filled)
            : CacheSecret.ReadAsync(filled, where, cancellation);
    }

    /// <exception cref="JobOpsException">CacheTargetInvalid, CacheSecretPlain, CacheSecretUnreadable</exception>
    public static async Task<RedisPlace> PlaceAsync(RedisAddress address, StepContext step, CancellationToken cancellation)
    {
        var at = step.Fill(address.At);
        var place = RedisPlace.TryParse(at)
            ?? throw new JobOpsException(Error.CacheTargetInvalid("the Redis", RedisPlace.Words, at));
        return place with
        {
            Tls = address.Tls,
            User = address.User is { } user ? step.Fill(user) : null,
            Password = address.Password is { } password
                ? await SecretAsync(password, step, "the password of the Redis", cancellation)
                : null,
        };
    }
}
