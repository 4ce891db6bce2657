namespace JobOps.Jobs.JobFiles;

/// <summary>A place in a text: line and column, from 1; columns count UTF-16 characters as editors do.</summary>
readonly record struct SourcePosition(int Line, int Column) : IComparable<SourcePosition>
{
    public int CompareTo(SourcePosition other) => (Line, Column).CompareTo((other.Line, other.Column));
}

/// <summary>A JSON value that knows where it stands in the text and in the document.</summary>
/// <param name="Path">Its JSON path.</param>
/// <param name="At">Its first character.</param>
abstract record SourceNode(string Path, SourcePosition At)
{
    /// <summary>What it is, as an error says what was found. Never its value, which may be a secret.</summary>
    public abstract string Kind { get; }

    /// <summary>The value where it is one, for places at which no secret can stand.</summary>
    public virtual string Shown => Kind;
}

sealed record SourceText(string Path, SourcePosition At, string Value) : SourceNode(Path, At)
{
    public override string Kind => "a text";
    public override string Shown => JobDefinitionRules.Quote(Value);
}

/// <param name="Path">Its JSON path.</param>
/// <param name="At">Its first character.</param>
/// <param name="Raw">As it is written, so that each reader of it decides how wide a number may be.</param>
sealed record SourceNumber(string Path, SourcePosition At, string Raw) : SourceNode(Path, At)
{
    public override string Kind => "a number";
    public override string Shown => Raw;
}

sealed record SourceFlag(string Path, SourcePosition At, bool Value) : SourceNode(Path, At)
{
    public override string Kind => Value ? "true" : "false";
}

sealed record SourceNull(string Path, SourcePosition At) : SourceNode(Path, At)
{
    public override string Kind => "null";
}

sealed record SourceList(string Path, SourcePosition At, IReadOnlyList<SourceNode> Items) : SourceNode(Path, At)
{
    public override string Kind => "a list";
}

sealed record SourceObject(string Path, SourcePosition At, IReadOnlyList<SourceMember> Members) : SourceNode(Path, At)
{
    public override string Kind => "an object";
}

/// <param name="Name">The member's name.</param>
/// <param name="At">Where the name stands.</param>
/// <param name="Value">Its value.</param>
sealed record SourceMember(string Name, SourcePosition At, SourceNode Value);
