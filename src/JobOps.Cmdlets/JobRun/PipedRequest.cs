using System.Collections;
using System.Globalization;
using System.Management.Automation;
using JobOps.Errors;
using JobOps.Execution;

namespace JobOps.Cmdlets;

/// <summary>
/// Understands an object out of the pipeline as a request for one run. Three kinds of objects come: entries that somebody
/// wrote for this job (a hashtable, a row), a whole request (entries with one named Parameter), and things that know
/// nothing of jobs, such as files. In what was written for this purpose an entry that nothing takes is a mistake; of other
/// things only the properties count that have the name of a parameter.
/// </summary>
sealed class PipedRequest
{
    // What makes an object a whole request.
    const string ParameterEntry = nameof(LedgerJobParameters.Parameter);

    // Where PowerShell takes the name of the job from, in its order.
    static readonly string[] s_names = ["Name", "JobName"];

    static readonly string[] s_options =
    [
        nameof(StartRequest.IdempotencyKey), nameof(StartRequest.Environment), nameof(StartRequest.Queue), nameof(StartRequest.Priority),
        nameof(StartRequest.DueAt), nameof(StartRequest.Delay), nameof(StartRequest.StartBy),
    ];

    readonly string _jobName;
    readonly IDictionary _parameters;
    readonly IDictionary _options = new Hashtable();

    PipedRequest(string jobName, PSObject item, JobDefinition? job, bool namesTheJob)
    {
        _jobName = jobName;
        var written = WrittenEntries(item);
        var parameter = written is null ? item.Properties[ParameterEntry]?.Value : written[ParameterEntry];
        if (WrittenEntries(parameter) is { } whole)
        {
            _parameters = whole;
            _options = written ?? Properties(item, s_options);
            RequireKnownOptions();
        }
        else if (written is null)
        {
            // An object that says which job to run, such as a job definition, is no set of its parameters.
            _parameters = namesTheJob ? new Hashtable() : Properties(item, job?.Parameters.Select(known => known.Name) ?? []);
        }
        else
        {
            _parameters = written;
            if (namesTheJob && s_names.FirstOrDefault(written.Contains) is { } name)
                written.Remove(name);
        }
    }

    /// <summary>What the object asks for. On the pipeline's thread, because properties may be scripts.</summary>
    /// <param name="jobName">The job: as it was typed, or as the object says.</param>
    /// <param name="item">The object; null where the pipeline brought nothing in one.</param>
    /// <param name="common">What was typed for all objects; the object's own values go before.</param>
    /// <param name="job">The definition; null where it is unknown.</param>
    /// <param name="namesTheJob">The name of the job comes from the object.</param>
    /// <exception cref="JobOpsException">PipedRequestInvalid, ParameterInvalid</exception>
    public static StartRequest Read(
        string jobName, PSObject? item, LedgerJobParameters common, JobDefinition? job, bool namesTheJob)
    {
        if (item?.BaseObject is null or string or ValueType or (IEnumerable and not IDictionary))
            throw new JobOpsException(Error.PipedRequestInvalid(jobName, "a hashtable, or an object with properties", $"'{item}'"));
        return new PipedRequest(jobName, item, job, namesTheJob).Over(common.ToRequest(jobName, job), job);
    }

    StartRequest Over(StartRequest common, JobDefinition? job)
    {
        var parameters = new Dictionary<string, object?>(common.Parameters, StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in RunParameters.Read(_parameters, job))
            parameters[name] = value;
        return common with
        {
            Parameters = parameters,
            IdempotencyKey = Option<string>(nameof(common.IdempotencyKey)) ?? common.IdempotencyKey,
            Environment = Option<string>(nameof(common.Environment)) ?? common.Environment,
            Queue = Option<string>(nameof(common.Queue)) ?? common.Queue,
            Priority = Option<int?>(nameof(common.Priority)) ?? common.Priority,
            DueAt = Option<DateTimeOffset?>(nameof(common.DueAt)) ?? common.DueAt,
            Delay = DurationAttribute.Read(_options[nameof(common.Delay)]) ?? common.Delay,
            StartBy = Option<DateTimeOffset?>(nameof(common.StartBy)) ?? common.StartBy,
        };
    }

    T? Option<T>(string name)
    {
        if (_options[name] is not { } value || value.ToString() is "")
            return default;
        return LanguagePrimitives.TryConvertTo<T>(value, CultureInfo.InvariantCulture, out var converted)
            ? converted
            : throw new JobOpsException(Error.PipedRequestInvalid(_jobName, $"{name} as Start-Job takes it", $"{name} = '{value}'"));
    }

    void RequireKnownOptions()
    {
        var known = s_options.Concat(s_names).Append(ParameterEntry).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (_options.Keys.Cast<object>().FirstOrDefault(key => !known.Contains($"{key}")) is { } unknown)
            throw new JobOpsException(Error.PipedRequestInvalid(
                _jobName, $"besides {ParameterEntry} only {string.Join(", ", s_options)}", $"{unknown}"));
    }

    /// <summary>A copy of the entries of a hashtable or a row; null for any other object.</summary>
    static Hashtable? WrittenEntries(object? value)
    {
        var item = value is null ? null : PSObject.AsPSObject(value);
        return item?.BaseObject switch
        {
            IDictionary dictionary => Copy(dictionary),
            PSCustomObject => Properties(item, item.Properties.Select(property => property.Name)),
            _ => null,
        };
    }

    static Hashtable Copy(IDictionary dictionary)
    {
        var entries = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in dictionary)
            entries[$"{entry.Key}"] = entry.Value;
        return entries;
    }

    static Hashtable Properties(PSObject item, IEnumerable<string> names)
    {
        var entries = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
            if (item.Properties[name] is { } property)
                entries[name] = property.Value;
        return entries;
    }
}
