using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>
/// What a step gives back, as it is stored. A step gives its stored result back even in the attempt that ran it, so that
/// the first attempt and a resumed one see the same.
/// </summary>
static class StoredOutput
{
    // As Export-Clixml. Hashtables, lists and custom objects are stored whole all the same; a live object such as a
    // folder would otherwise bring along everything that it refers to.
    const int Depth = 2;

    /// <summary>CLIXML of everything that a step wrote; null for nothing.</summary>
    public static string? Write(IReadOnlyList<PSObject?> output) =>
        output.Count == 0 ? null : Serialize(output.Count == 1 ? output[0] : output.ToArray());

    /// <summary>CLIXML of a value.</summary>
    public static string Serialize(object? value) => PSSerializer.Serialize(value, Depth);

    /// <summary>What <see cref="Write"/> stored: nothing, one object, or a list of them.</summary>
    public static object? Read(string? stored) => stored is null ? null : PSSerializer.Deserialize(stored);
}
