using System.Management.Automation;

namespace Empty;

/// <summary>Does nothing.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Empty")]
public sealed class TestEmptyCommand : PSCmdlet;
