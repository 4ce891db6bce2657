using System.Globalization;
using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>Reads how long ago something was: days such as <c>90d</c>, or what <see cref="DurationAttribute"/> reads.</summary>
public sealed class AgeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        inputData?.ToString() is { Length: > 1 } text && text[^1] == 'd'
        && ushort.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var days)
            ? TimeSpan.FromDays(days)
            : DurationAttribute.Read(inputData);
}
