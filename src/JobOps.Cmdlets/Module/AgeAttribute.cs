using System.Management.Automation;
using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>Reads how long ago something was: days such as <c>90d</c>, or what <see cref="DurationAttribute"/> reads.</summary>
public sealed class AgeAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Age.TryParse(inputData?.ToString() ?? "", out var age) ? age : DurationAttribute.Read(inputData);
}
