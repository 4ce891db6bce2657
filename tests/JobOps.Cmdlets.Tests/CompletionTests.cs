using System.Management.Automation;
using System.Reflection;
using JobOps.Values;

namespace JobOps.Cmdlets.Tests;

/// <summary>Where the values are known, the Tab key offers them. A parameter cannot be declared without its completer.</summary>
public class CompletionTests
{
    // By the end of a parameter's name, or of an alias that it has: the first that fits.
    static readonly (string Ending, Type Completer)[] s_known =
    [
        ("JobName", typeof(JobNameCompleter)),
        ("RunId", typeof(RunIdCompleter)),
        ("ChangeId", typeof(ChangeIdCompleter)),
        ("Change", typeof(ChangeIdCompleter)),
        ("StepName", typeof(StepNameCompleter)),
        ("Step", typeof(StepNameCompleter)),
        ("Queue", typeof(QueueNameCompleter)),
        ("Worker", typeof(WorkerNameCompleter)),
        ("Schedule", typeof(ScheduleNameCompleter)),
        ("TimeZone", typeof(TimeZoneCompleter)),
        ("Environment", typeof(EnvironmentCompleter)),
        ("Owner", typeof(OwnerCompleter)),
        ("IdempotencyKey", typeof(IdempotencyKeyCompleter)),
        ("Location", typeof(LedgerLocationCompleter)),
        ("Account", typeof(ServiceAccountCompleter)),
        ("Rule", typeof(CacheRuleCompleter)),
        ("ChecklistName", typeof(ChecklistCompleter)),
        ("Receiver", typeof(ReceiverNameCompleter)),
        ("BatchName", typeof(BatchNameCompleter)),
    ];

    // What is typed as these is found by its name; of enums and switches PowerShell itself knows the values.
    static readonly Type[] s_typed =
    [
        typeof(string), typeof(string[]), typeof(long), typeof(long?), typeof(long[]),
        typeof(ChangeId), typeof(ChangeId?), typeof(ChangeId[]),
    ];

    public static TheoryData<string, string, string> Known =>
    [
        .. from pair in Parameters
           let completer = CompleterFor(pair.Cmdlet, pair.Parameter)
           where completer is not null
           select (pair.Cmdlet.Name, pair.Parameter.Name, completer.Name),
    ];

    [Theory]
    [MemberData(nameof(Known))]
    public void Known_values_are_completed(string cmdlet, string parameter, string completer) =>
        Assert.Equal(completer, CompleterOf(Parameters.Single(pair => pair.Cmdlet.Name == cmdlet
            && pair.Parameter.Name == parameter).Parameter)?.Name);

    [Fact]
    public void The_hashtable_of_parameters_is_completed_everywhere() => Assert.All(
        Parameters.Where(pair => pair.Parameter.Name == "Parameter"),
        pair => Assert.EndsWith("ParameterCompleter", CompleterOf(pair.Parameter)?.Name, StringComparison.Ordinal));

    [Fact]
    public void No_completer_is_left_that_nothing_uses() => Assert.Equal(
        typeof(AsyncCmdlet).Assembly.GetExportedTypes()
            .Where(type => !type.IsAbstract && typeof(IArgumentCompleter).IsAssignableFrom(type)).Select(type => type.Name).Order(),
        Parameters.Select(pair => CompleterOf(pair.Parameter)?.Name).OfType<string>().Distinct().Order());

    static IEnumerable<(CmdletType Cmdlet, PropertyInfo Parameter)> Parameters =>
        from cmdlet in CmdletType.All
        from parameter in cmdlet.Parameters
        where parameter.DeclaringType!.Assembly == typeof(AsyncCmdlet).Assembly
        select (cmdlet, parameter);

    static Type? CompleterFor(CmdletType cmdlet, PropertyInfo parameter)
    {
        // A step gets its name here: it is known nowhere before.
        if (!s_typed.Contains(parameter.PropertyType) || cmdlet.Name == "Invoke-JobStep")
            return null;
        // A run and a change stand at the same place there.
        if (cmdlet.Noun == "JobEnvironment" && parameter.Name == "With")
            return typeof(EnvironmentCompleter);
        if (cmdlet.Noun == "ChangeNote" && parameter.Name == "RunId")
            return typeof(RunOrChangeIdCompleter);
        var names = CmdletType.AliasesOf(parameter).Append(parameter.Name == "Name" ? NameOf(cmdlet) : parameter.Name).ToList();
        return s_known.FirstOrDefault(known => names.Exists(name => name.EndsWith(known.Ending, StringComparison.Ordinal))).Completer;
    }

    /// <summary>What -Name is the name of.</summary>
    static string NameOf(CmdletType cmdlet) => cmdlet.Noun is "Job" or "JobDefinition" ? "JobName" : cmdlet.Noun;

    static Type? CompleterOf(PropertyInfo parameter) =>
        (Type?)parameter.GetCustomAttributesData()
            .SingleOrDefault(attribute => attribute.AttributeType == typeof(ArgumentCompleterAttribute))
            ?.ConstructorArguments[0].Value;
}
