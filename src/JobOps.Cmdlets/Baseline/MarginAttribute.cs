using System.Globalization;
using System.Management.Automation;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Reads a margin as a fraction: 0.1, or 10%.</summary>
public sealed class MarginAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var text = Convert.ToString(inputData is PSObject wrapped ? wrapped.BaseObject : inputData, CultureInfo.InvariantCulture) ?? "";
        return Margin.TryParse(text, out var margin)
            ? margin
            : throw new ArgumentTransformationMetadataException($"'{text}' is no margin. Expected {Margin.Words}.");
    }
}
