using System.Text.Json.Serialization;

namespace JobOps.Approvals;

/// <summary>Who has to agree before a run is executed: of a job, or of all that is started for an environment.</summary>
public sealed record ApprovalRule
{
    /// <summary>Logins and groups of one rule.</summary>
    public const int MostApprovers = 50;

    /// <summary>Characters of a login or a group.</summary>
    public const int LongestApprover = 256;

    /// <summary>What <see cref="Within"/> is where nobody says so.</summary>
    public static TimeSpan UsualTime { get; } = TimeSpan.FromDays(1);

    /// <summary>The greatest <see cref="Within"/>.</summary>
    public static TimeSpan LongestTime { get; } = TimeSpan.FromDays(90);

    /// <summary>
    /// Logins, or groups that the database knows (roles of the database and groups of Windows; of an embedded ledger: groups of the
    /// machine). One of them has to approve. Empty for anybody but whoever asked for the run.
    /// </summary>
    public IReadOnlyList<string> From { get; init; } = [];

    /// <summary>So long after the request; then it is denied.</summary>
    public TimeSpan Within { get; init; } = UsualTime;

    /// <summary>Rollbacks need it, too.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Rollback { get; init; }

    /// <summary>A rule as a command line says it; null where it names nobody.</summary>
    /// <param name="from">Logins and groups; <c>*</c> for anybody but the requester.</param>
    /// <param name="within">Null for <see cref="UsualTime"/>.</param>
    /// <param name="rollback">Rollbacks need it, too.</param>
    public static ApprovalRule? Of(IReadOnlyList<string> from, TimeSpan? within, bool rollback) => from.Count == 0
        ? null
        : new() { From = from is ["*"] ? [] : from, Within = within ?? UsualTime, Rollback = rollback };

    /// <summary>What is wrong with it: the member, what was expected, what was found.</summary>
    public IEnumerable<(string Member, string Expected, string Found)> Check()
    {
        if (From.Count > MostApprovers)
            yield return ("from", $"at most {MostApprovers} logins and groups", $"{From.Count}");
        foreach (var name in From.Where(name => !IsApprover(name)))
            yield return ("from", $"a login or a group of at most {LongestApprover} characters", $"'{name}'");
        if (Within <= TimeSpan.Zero || Within > LongestTime)
            yield return ("within", $"more than nothing, and at most {LongestTime.TotalDays:0}d", $"{Within:c}");
    }

    static bool IsApprover(string name) =>
        name.Length is > 0 and <= LongestApprover && name == name.Trim() && !name.Any(char.IsControl);
}
