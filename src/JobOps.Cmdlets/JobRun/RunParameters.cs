using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Net;
using System.Security;
using JobOps.Errors;
using JobOps.Jobs;

namespace JobOps.Cmdlets;

/// <summary>Reads the hashtable of <c>-Parameter</c>.</summary>
static class RunParameters
{
    /// <summary>Values by name, as the job's own check takes them. Secrets may come as SecureString or PSCredential.</summary>
    /// <param name="given">As typed; null for none.</param>
    /// <param name="job">The job, or null where it is unknown.</param>
    /// <exception cref="JobOpsException">ParameterInvalid for a SecureString that would be stored in plain text</exception>
    public static Dictionary<string, object?> Read(IDictionary? given, JobDefinition? job)
    {
        var values = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in given ?? new Hashtable())
        {
            var name = Convert.ToString(entry.Key, CultureInfo.InvariantCulture)!;
            var value = entry.Value is PSObject wrapped ? wrapped.BaseObject : entry.Value;
            if (Find(job, name) is { Shape: not ParameterShape.Plain } shaped)
            {
                ReadShaped(values, job!, shaped, entry.Value);
                continue;
            }
            values[name] = value switch
            {
                SecureString or PSCredential when Find(job, name) is { Secret: false } => throw new JobOpsException(Error.ParameterInvalid(
                    job!.Name, name, "a plain value, because the parameter is not marked as secret and would be stored",
                    "a SecureString or a credential")),
                SecureString text => new NetworkCredential("", text).Password,
                PSCredential credential => credential.GetNetworkCredential().Password,
                SwitchParameter flag => flag.IsPresent,
                _ => value,
            };
        }
        return values;
    }

    static void ReadShaped(Dictionary<string, object?> values, JobDefinition job, ParameterDefinition parameter, object? value)
    {
        if (value is null || parameter.Shape != ParameterShape.Credential)
            values[parameter.Name] = value is null ? null : ShapedValue.Write(job, parameter, value);
        else if ((value is PSObject wrapped ? wrapped.BaseObject : value) is PSCredential credential)
        {
            values[parameter.Name] = credential.GetNetworkCredential().Password;
            // As it was typed, with its domain.
            values[ShapedValue.UserNameOf(parameter.Name)] = credential.UserName;
        }
        else
        {
            throw new JobOpsException(Error.ParameterInvalid(job.Name, parameter.Name, "a credential", "a value that is not shown"));
        }
    }

    /// <summary>Secret values for a run whose other parameters are stored already.</summary>
    /// <exception cref="JobOpsException">ParameterUnknown where the job has no such secret</exception>
    public static Dictionary<string, string> ReadSecrets(IDictionary? given, JobDefinition job)
    {
        var secrets = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Read(given, job))
        {
            // The user name of a credential is stored already.
            if (job.Parameters.Any(one => one.Shape == ParameterShape.Credential && ShapedValue.UserNameOf(one.Name) == name))
                continue;
            if (Find(job, name) is not { Secret: true })
                throw new JobOpsException(Error.ParameterUnknown(
                    job.Name, name, string.Join(", ", job.Secrets.Select(secret => secret.Name))));
            secrets[name] = ParameterValues.Text(value);
        }
        return secrets;
    }

    // An unknown parameter is reported by the job's own check, which has better words for it.
    static ParameterDefinition? Find(JobDefinition? job, string name) =>
        job?.Parameters.FirstOrDefault(parameter => parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
