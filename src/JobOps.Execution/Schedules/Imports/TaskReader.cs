using System.Xml;
using System.Xml.Linq;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Reads a task of Windows, as <c>schtasks /query /xml</c> and <c>Export-ScheduledTask</c> write it.</summary>
sealed class TaskReader(Import import, JobDraft job)
{
    /// <summary>What a setting says that changes nothing here.</summary>
    static readonly Dictionary<string, string[]> s_harmless = new()
    {
        ["AllowHardTerminate"] = ["true"], ["RunOnlyIfNetworkAvailable"] = ["false"], ["AllowStartOnDemand"] = ["true", "false"],
        ["Hidden"] = ["true", "false"], ["RunOnlyIfIdle"] = ["false"], ["WakeToRun"] = ["false"], ["Priority"] = ["7"],
        ["DisallowStartIfOnBatteries"] = ["false"], ["StopIfGoingOnBatteries"] = ["false", "true"],
        ["StartWhenAvailable"] = ["true", "false"],
        ["UseUnifiedSchedulingEngine"] = ["true", "false"], ["DisallowStartOnRemoteAppSession"] = ["false"],
        ["RunOnlyIfLoggedOn"] = ["false"], ["Enabled"] = ["true"], ["IdleSettings"] = [],
    };

    public static void Read(Import import)
    {
        var task = Load(import.File);
        var uri = Child(task, "RegistrationInfo") is { } info ? Child(info, "URI")?.Value : null;
        var name = uri?.Split('\\')[^1] is { Length: > 0 } last ? last : Path.GetFileNameWithoutExtension(import.File);
        var job = new JobDraft { Name = import.Name(name), Line = Line(task), Text = uri ?? name };
        new TaskReader(import, job).Read(task);
    }

    // A text has no encoding any more, whatever its first line says, and no document type: that could name other files.
    static XElement Load(string path)
    {
        try
        {
            using var reader = XmlReader.Create(
                new StringReader(Import.ReadText(path)), new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var root = XDocument.Load(reader, LoadOptions.SetLineInfo).Root!;
            return root.Name == TaskTriggers.Schema + "Task"
                ? root
                : throw Import.Unreadable(path, $"<{root.Name.LocalName}>", "a task of Windows");
        }
        catch (XmlException exception)
        {
            throw Import.Unreadable(path, exception.Message, "a task of Windows, as XML without a document type");
        }
    }

    void Read(XElement task)
    {
        foreach (var part in task.Elements())
            switch (part.Name.LocalName)
            {
                case "RegistrationInfo":
                    Registration(part);
                    break;
                case "Principals":
                    foreach (var element in part.Elements().SelectMany(principal => principal.Elements()))
                        if (element.Name.LocalName is not "LogonType" && element.Value is not "LeastPrivilege")
                            Leave(element, "the account of the worker executes it, with the rights that it has");
                    break;
                case "Settings":
                    foreach (var setting in part.Elements())
                        Setting(setting);
                    break;
                case "Triggers" or "Actions":
                    break;
                default:
                    Leave(part, "there is no such part of a job");
                    break;
            }
        var isEnabled = Child(task, "Settings") is not { } settings || Child(settings, "Enabled")?.Value is not "false";
        var catchesUp = Child(task, "Settings") is { } of && Child(of, "StartWhenAvailable")?.Value == "true";
        var triggers = (Child(task, "Triggers")?.Elements() ?? []).ToList();
        foreach (var trigger in triggers)
            job.Schedules.AddRange(new TaskTriggerReader(import, job.Name, catchesUp, job.Schedules.Count).Read(trigger));
        var isWhole = (Child(task, "Actions")?.Elements() ?? []).ToList().TrueForAll(Action);
        if (triggers.Count == 0)
            Leave(task, "it has no trigger");
        if (isEnabled && isWhole && job.Commands.Count > 0 && job.Schedules.Count > 0)
            import.Jobs.Add(job);
    }

    void Registration(XElement part)
    {
        foreach (var element in part.Elements())
            if (element.Name.LocalName == "Description" && import.SecretIn(element.Value) is null)
                job.Description = element.Value.Trim() is { Length: > 0 } words ? words : null;
            else if (element.Name.LocalName == "Author")
                Leave(element, "who has written it need not be who answers for it: name the owner");
            else if (element.Name.LocalName is not ("URI" or "Date" or "Version" or "Source"))
                Leave(element, "there is no such part of a job");
    }

    void Setting(XElement setting)
    {
        var (name, value) = (setting.Name.LocalName, setting.Value.Trim());
        switch (name)
        {
            case "MultipleInstancesPolicy":
                job.Overlap = value switch { "IgnoreNew" => "skip", "Queue" => "queue", "StopExisting" => "stopExisting", _ => null };
                break;
            case "ExecutionTimeLimit" when Time(value) is { } limit && (limit == TimeSpan.Zero || Duration.IsAllowed(limit)):
                job.Timeout = limit == TimeSpan.Zero ? null : JobDraft.Length(limit);
                break;
            case "RestartOnFailure"
                when Child(setting, "Count") is { } count && DueTimes.Number(count.Value.Trim()) is { } times and > 0 and < 100:
                var pause = Child(setting, "Interval") is { } interval ? Time(interval.Value) : null;
                job.Retry = (times + 1, pause is { } delay ? JobDraft.Length(delay) : null);
                break;
            case "Enabled" when value == "false":
                Leave(setting, "the task is disabled, so no job file is made");
                break;
            default:
                if (!s_harmless.TryGetValue(name, out var harmless) || (harmless.Length > 0 && !harmless.Contains(value)))
                    Leave(setting, "there is no such setting of a job");
                break;
        }
    }

    /// <returns>False where it cannot be carried over.</returns>
    bool Action(XElement action)
    {
        var (command, arguments) = (Child(action, "Command")?.Value.Trim() ?? "", Child(action, "Arguments")?.Value.Trim() ?? "");
        if (action.Name.LocalName != "Exec" || command.Length == 0)
            Leave(action, "only programs are started");
        else if (import.SecretIn($"{command} {arguments}") is { } rule)
            Leave(action, $"it looks as if it held a secret ({rule}): write the job by hand, with a secret parameter");
        else if ($"{command}{arguments}".Contains('%', StringComparison.Ordinal))
            Leave(action, "a variable in it (%…%) is put in by Windows: write the command by hand");
        else
        {
            job.Commands.Add([command.Trim('"'), .. WindowsWords.Split(arguments)]);
            if (Child(action, "WorkingDirectory")?.Value.Trim().Trim('"') is { Length: > 0 } folder)
                job.WorkingDirectory ??= folder;
            return true;
        }
        return false;
    }

    void Leave(XElement element, string reason) => import.Leave(Line(element), Shown(element), reason, job.Name);

    internal static string Shown(XElement element) => element.HasElements
        ? $"<{element.Name.LocalName}> {string.Join(' ', element.Elements().Select(Shown))}"
        : $"<{element.Name.LocalName}>{element.Value.Trim()}";

    internal static int Line(XElement element) => ((IXmlLineInfo)element).LineNumber;

    internal static XElement? Child(XElement element, string name) => element.Element(TaskTriggers.Schema + name);

    /// <summary>A length of time as XML Schema writes it; null where it is none.</summary>
    internal static TimeSpan? Time(string text)
    {
        try
        {
            return XmlConvert.ToTimeSpan(text.Trim());
        }
        catch (Exception exception) when (exception is FormatException or OverflowException)
        {
            return null;
        }
    }
}
