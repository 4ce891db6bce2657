using System.Management.Automation;
using JobOps.Errors;

namespace JobOps.Cmdlets;

/// <summary>What makes a run of the ledger out of a script block that is only typed. All three belong together.</summary>
/// <remarks>
/// Dynamic parameters of the calls with a script block: PowerShell binds its own parameters first, so that -R still
/// means -RunAs32. They share its parameter set, whose other parameters must stay usable without them.
/// </remarks>
public sealed class AdHocParameters
{
    // The built-in cmdlet's name for the parameter set of script blocks.
    const string Set = "ComputerName";

    /// <summary>With a script block: who answers for it. It becomes a run of the ledger then.</summary>
    [Parameter(ParameterSetName = Set)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(OwnerCompleter))]
    public string? Owner { get; set; }

    /// <summary>With a script block: what is true when it has succeeded.</summary>
    [Parameter(ParameterSetName = Set)]
    [ValidateNotNullOrEmpty]
    public string? ExpectedResult { get; set; }

    /// <summary>With a script block: how a person undoes it, in words.</summary>
    [Parameter(ParameterSetName = Set)]
    [ValidateNotNullOrEmpty]
    public string? RollbackNote { get; set; }

    /// <summary>One of them was given, so a run of the ledger is meant.</summary>
    internal bool AreMeant => (Owner ?? ExpectedResult ?? RollbackNote) is not null;

    /// <exception cref="JobOpsException">AdHocIncomplete</exception>
    internal void RequireAll()
    {
        var missing = new[] { (nameof(Owner), Owner), (nameof(ExpectedResult), ExpectedResult), (nameof(RollbackNote), RollbackNote) }
            .Where(pair => pair.Item2 is null).Select(pair => "-" + pair.Item1).ToList();
        if (missing.Count > 0)
            throw new JobOpsException(Error.AdHocIncomplete(string.Join(" and ", missing)));
    }
}
