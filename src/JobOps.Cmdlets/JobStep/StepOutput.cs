using System.Management.Automation;

namespace JobOps.Cmdlets;

/// <summary>
/// What the block of a step writes: told of as it comes, so that it is in the log whatever comes of the step, and kept as the
/// step's result.
/// </summary>
sealed class StepOutput(RunbookSession session)
{
    // In the scope of the script, whose variables a block may set; $args, unlike parameters, adds nothing to it.
    const string Call =
        @"Microsoft.PowerShell.Core\Invoke-Command -NoNewScope -ScriptBlock $args[0] -ArgumentList $args[1] | & $args[2] $args[3]";

    const string Sink = "param($To) process { $To.Invoke($_) }";

    readonly List<PSObject?> _items = [];

    /// <summary>All that the block has written so far.</summary>
    public IReadOnlyList<PSObject?> Items => _items;

    /// <summary>Executes the block. On the pipeline's thread.</summary>
    public void Take(CommandInvocationIntrinsics shell, ScriptBlock block, object?[] arguments) => shell.InvokeScript(
        useLocalScope: false, ScriptBlock.Create(Call), input: null, block, arguments, ScriptBlock.Create(Sink), (Action<PSObject?>)Add);

    void Add(PSObject? item)
    {
        _items.Add(item);
        session.SayOutput(item);
    }
}
