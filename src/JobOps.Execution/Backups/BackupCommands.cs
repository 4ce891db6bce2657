namespace JobOps.Execution;

/// <summary>How the commands of a backup are started: what dumps, encrypts and decrypts.</summary>
public sealed record BackupCommands
{
    /// <summary>Where they start, absolute.</summary>
    public string Folder { get; init; } = Environment.CurrentDirectory;

    /// <summary>Added to their environment.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>What marks their processes.</summary>
    internal Func<string> Cookie { get; init; } = () => StepCookie.New(Guid.Empty, 0, "backup");

    /// <summary>Ctrl+C at the terminal does not reach them: it is this process that ends them.</summary>
    internal bool Shielded { get; init; } = true;

    internal bool Contained { get; init; }

    /// <summary>How long they have to end, when they have to.</summary>
    internal TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Takes secrets out of what they said last.</summary>
    internal Func<string, string> Mask { get; init; } = text => text;
}
