using JobOps.Approvals;
using JobOps.Values;

namespace JobOps.Environments;

/// <summary>A named configuration of jobs, such as staging or production. Versioned; each run keeps the version that it used.</summary>
public sealed record JobEnvironment
{
    /// <summary>Unique in a ledger, compared without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>1, 2, 3 … as given by the ledger.</summary>
    public int Version { get; init; }

    /// <summary>What jobs may know, by name without regard to case: string, long, decimal, double or bool.</summary>
    public IReadOnlyDictionary<string, object?> Settings { get; init; } = new Dictionary<string, object?>();

    /// <summary>Where each secret is kept, by name: the text of a <see cref="SecretReference"/>, never the secret.</summary>
    public IReadOnlyDictionary<string, string> Secrets { get; init; } = new Dictionary<string, string>();

    /// <summary>Why a setting or a secret is another one than in other environments, by its name.</summary>
    public IReadOnlyDictionary<string, string> ExpectedDifferences { get; init; } = new Dictionary<string, string>();

    /// <summary>Who has to agree before a run for it is executed; null for nobody.</summary>
    public ApprovalRule? Approval { get; init; }

    public DateTimeOffset SetAt { get; init; }

    public string SetBy { get; init; } = "";

    /// <summary>True when the environment was so already and nothing was changed.</summary>
    public bool Unchanged { get; init; }
}
