using System.Globalization;
using System.Management.Automation;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>
/// Reads a length of time as job files write it (<c>30s</c>, <c>5m</c>) or as TimeSpan does with colons. A bare number is
/// refused: PowerShell would take it for units of 100 nanoseconds.
/// </summary>
public sealed class DurationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) => Read(inputData);

    /// <summary>Null stays null.</summary>
    /// <exception cref="ArgumentTransformationMetadataException">It is no length of time.</exception>
    internal static TimeSpan? Read(object? value)
    {
        if ((value is PSObject wrapped ? wrapped.BaseObject : value) is TimeSpan span)
            return span;
        // PowerShell reads 30s as a short integer, too, and remembers how it was typed.
        var text = value?.ToString() ?? "";
        if (text.Length == 0)
            return null;
        if (Duration.TryParse(text, out span) || text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out span))
            return span;
        throw new ArgumentTransformationMetadataException(
            $"'{text}' is not a length of time. Expected {Duration.Words}, or a TimeSpan such as 00:05:00.");
    }
}
