using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Net;
using System.Security;
using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>What a run gives the param block of its script.</summary>
static class RunbookArguments
{
    const string Call = "param($Probe, $Values) & $Probe @Values";

    /// <summary>For splatting.</summary>
    public static Hashtable Of(
        JobDefinition job, IReadOnlyDictionary<string, object?> parameters, IReadOnlyDictionary<string, string> secrets)
    {
        var arguments = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in parameters)
            arguments[name] = value;
        foreach (var (name, value) in secrets)
            arguments[name] = new NetworkCredential("", value).SecurePassword;
        foreach (var parameter in job.Parameters.Where(parameter => parameter.Shape != ParameterShape.Plain))
            Shape(arguments, parameter);
        return arguments;
    }

    static void Shape(Hashtable arguments, ParameterDefinition parameter)
    {
        var value = arguments[parameter.Name];
        if (parameter.Shape != ParameterShape.Credential)
        {
            if (value is string text)
                arguments[parameter.Name] = ShapedValue.Read(text);
            return;
        }
        var user = ShapedValue.UserNameOf(parameter.Name);
        if (value is SecureString password)
            arguments[parameter.Name] = new PSCredential($"{arguments[user]}", password);
        arguments.Remove(user);
    }

    /// <summary>
    /// Has PowerShell itself bind the values to the param block of the script, without the script: so every Validate attribute is
    /// asked before a run is written and its key used up. On the pipeline's thread.
    /// </summary>
    /// <param name="cmdlet">Who asks.</param>
    /// <param name="job">The runbook; one that was typed has no param block of its own.</param>
    /// <param name="given">Values as the caller gives them.</param>
    /// <exception cref="JobOpsException">Parameter…</exception>
    public static void Require(PSCmdlet cmdlet, JobDefinition job, IReadOnlyDictionary<string, object?> given)
    {
        var values = ParameterValues.Bind(job, given);
        // A script that is gone is told of by whoever wants to execute it.
        if (job.ScriptPath is not { } path || !File.Exists(path) || Parser.ParseFile(path, out _, out _).ParamBlock is not { } block)
            return;
        try
        {
            cmdlet.InvokeCommand.InvokeScript(
                useLocalScope: true, ScriptBlock.Create(Call), input: null, Probe(path, block), Of(job, values.Public, values.Secrets));
        }
        catch (ParameterBindingException exception)
        {
            throw new JobOpsException(
                Error.ParameterInvalid(
                    job.Name, exception.ParameterName ?? "?", "a value that the param block of the script lets through", exception.Message),
                exception);
        }
        catch (Exception exception) when (exception is not (PipelineStoppedException or JobOpsException))
        {
            // PowerShell would say the same when the script is called, with its run written and its key used up.
            throw new JobOpsException(
                Error.RunbookInvalid(
                    path, $"param block: {FailureCause.Of(exception)}",
                    "a param block with types that are there before the script runs; a class or an enum of the script's own is not, "
                        + "nor one of a module that it is using"),
                exception);
        }
    }

    /// <summary>
    /// The param block without its default values, which may do anything, at the script's place. Types that the script
    /// itself defines are not there, nor are they where PowerShell calls the script.
    /// </summary>
    static ScriptBlock Probe(string path, ParamBlockAst block)
    {
        var script = (ScriptBlockAst)block.Parent;
        IEnumerable<string> lines =
        [
            .. script.UsingStatements.Where(use => use.UsingStatementKind == UsingStatementKind.Namespace).Select(use => use.Extent.Text),
            .. block.Attributes.Select(attribute => attribute.Extent.Text),
            $"param({string.Join(", ", block.Parameters.Select(Bare))})",
        ];
        return Parser.ParseInput(string.Join('\n', lines), path, out _, out _).GetScriptBlock();
    }

    static string Bare(ParameterAst parameter) =>
        string.Join(' ', parameter.Attributes.Select(attribute => attribute.Extent.Text).Append(parameter.Name.Extent.Text));
}
