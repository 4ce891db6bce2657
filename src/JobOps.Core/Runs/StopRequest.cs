namespace JobOps.Runs;

/// <summary>An operator's wish that a running run be stopped.</summary>
public sealed record StopRequest(long RunId, string RequestedBy, string? Reason)
{
    /// <summary>Who asked, and why where they said so.</summary>
    public string By => Reason is null ? RequestedBy : $"{RequestedBy}: {Reason}";
}
