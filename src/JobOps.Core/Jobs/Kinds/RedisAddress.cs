using JobOps.CacheRules;
using JobOps.Jobs.JobFiles;

namespace JobOps.Jobs;

/// <summary>Where a step finds a Redis.</summary>
/// <param name="At">As <see cref="RedisPlace.Words"/> says.</param>
public sealed record RedisAddress(Template At)
{
    /// <summary>Null for the default user.</summary>
    public Template? User { get; init; }

    /// <summary>A reference to the password, or a secret; null for none.</summary>
    public Template? Password { get; init; }

    public bool Tls { get; init; }

    /// <summary>What was typed: no text of it is a placeholder.</summary>
    /// <param name="at">As <see cref="RedisPlace.Words"/> says.</param>
    /// <param name="user">Null for the default user.</param>
    /// <param name="password">A reference; null for none.</param>
    /// <param name="tls">Encrypted.</param>
    public static RedisAddress Of(string at, string? user, string? password, bool tls) => new(Template.Literal(at))
    {
        User = user is null ? null : Template.Literal(user), Password = password is null ? null : Template.Literal(password), Tls = tls,
    };

    internal static Shape<RedisDocument> Shape { get; } = new BriefOrFullShape<Template, RedisDocument>(
        CommonMembers.Template, at => new() { At = at },
        new("redis", "Where a Redis is, and how one logs in there.")
        {
            { "at", CommonMembers.Template, (it, value) => it.At = value, $"A Redis: {RedisPlace.Words}.", true },
            { "user", CommonMembers.Template, (it, value) => it.User = value, "The user; the default one if left out." },
            { "password", CommonMembers.Template, (it, value) => it.Password = value,
                "A reference to the password, such as env:REDIS_PASSWORD, or a secret." },
            { "tls", new FlagShape(), (it, value) => it.Tls = value, "Whether it is encrypted. False if left out." },
        });

    internal void Check(PlaceholderScope scope, string path, DefinitionCheck check)
    {
        check.Required(At, RedisPlace.Words, scope, $"{path}.at");
        if (!At.Placeholders.Any() && RedisPlace.TryParse(At.Text) is null)
            check.Add($"{path}.at", RedisPlace.Words, JobDefinitionRules.Quote(At.Text));
        if (User is { } user)
            check.Required(user, "a user", scope, $"{path}.user");
        if (Password is { } password)
            CacheMembers.Secret(password, scope, $"{path}.password", check);
    }
}

/// <summary>What stands behind <c>redis</c> in a job file.</summary>
sealed class RedisDocument
{
    public Template At { get; set; } = Template.Parse("");
    public Template? User { get; set; }
    public Template? Password { get; set; }
    public bool Tls { get; set; }

    public RedisAddress ToAddress() => new(At) { User = User, Password = Password, Tls = Tls };
}
