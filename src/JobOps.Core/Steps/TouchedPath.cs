namespace JobOps.Steps;

/// <summary>What stands at a path. Special is a pipe, a socket or a device: what has no end that could be read to.</summary>
public enum PathKind { Absent, File, Link, Directory, Special }

/// <summary>The state of a path that a step changes, small enough to record and to compare.</summary>
/// <param name="Path">Absolute path.</param>
/// <param name="Kind">What stands there.</param>
/// <param name="Value">SHA-256 of a file's bytes or of a directory's names and bytes (lower-case hex), the target of a
/// link, which kind of special, empty for nothing.</param>
/// <param name="Access">Mode and owner as <c>644 1000:1000</c>, of a directory also a hash over those of all that is in it, of a
/// link the owner alone. Null where they are not known: outside of Linux, and in what an older version recorded.</param>
public sealed record TouchedPath(string Path, PathKind Kind, string Value, string? Access = null)
{
    /// <summary>Reads the state as it is now. A link is looked at, never followed.</summary>
    /// <exception cref="IOException">Something of it cannot be read; the message names it.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static TouchedPath Read(string path) => new TouchedPathReader().Read(path);

    /// <summary>Whether both are the same state, as far as both know it.</summary>
    public bool IsSameAs(TouchedPath? other) =>
        other is not null && HasContentOf(other) && (Access is null || other.Access is null || Access == other.Access);

    /// <summary>The state in words, so that it can be told from another one: mode and owner are said where all else is the same.</summary>
    public string Beside(TouchedPath? other) => DiffersInAccessFrom(other) ? $"{this}, {Access}" : $"{this}";

    /// <summary>Whether only mode or owner are others.</summary>
    public bool DiffersInAccessFrom(TouchedPath? other) => other is not null && HasContentOf(other) && !IsSameAs(other);

    /// <summary>For people: <c>-> releases/2</c>, <c>sha256 0a1b2c3d4e5f</c>, <c>absent</c>.</summary>
    public override string ToString() => Kind switch
    {
        PathKind.Absent => "absent",
        PathKind.Link => "-> " + Value,
        PathKind.Directory => "folder sha256 " + Value[..12],
        PathKind.Special => "a " + Value,
        _ => "sha256 " + Value[..12],
    };

    bool HasContentOf(TouchedPath other) => Kind == other.Kind && Value == other.Value;
}
