using System.Management.Automation;
using System.Reflection;

namespace JobOps.Cmdlets.Tests.Interface;

/// <summary>
/// What people and scripts rely on, as a text: every cmdlet with its parameters, and the values of its enums. A line
/// each, sorted by name, so that a change of the interface is one line in a diff.
/// </summary>
static class InterfaceText
{
    public static string Write() =>
        string.Join("\n", CmdletType.All.Select(Cmdlet)) + "\nValues\n" + string.Concat(Enums().Select(Values));

    static string Cmdlet(CmdletType cmdlet)
    {
        string[] lines =
        [
            cmdlet.Name,
            .. cmdlet.Aliases.Select(alias => $"  alias {alias}"),
            cmdlet.SupportsShouldProcess ? $"  asks before it changes anything: impact {cmdlet.ConfirmImpact}" : "  does not ask",
            $"  writes {string.Join(", ", cmdlet.Outputs.Distinct().Order(StringComparer.Ordinal))}",
            .. IsOurs(cmdlet.Type.BaseType!) ? [] : new[] { $"  has what PowerShell's {cmdlet.Type.BaseType!.Name} has, and" },
            .. cmdlet.DefaultSet.Length > 0 ? new[] { $"  default set {cmdlet.DefaultSet}" } : [],
            .. Parameters(cmdlet).OrderBy(parameter => parameter.Name, StringComparer.Ordinal).SelectMany(Parameter),
        ];
        return string.Concat(lines.Select(line => line + "\n"));
    }

    // What Start-Job has from PowerShell is PowerShell's to change.
    static IEnumerable<PropertyInfo> Parameters(CmdletType cmdlet) =>
        cmdlet.Parameters.Where(parameter => IsOurs(parameter.DeclaringType!));

    static bool IsOurs(Type type) => type.Assembly == typeof(AsyncCmdlet).Assembly;

    static IEnumerable<string> Parameter(PropertyInfo parameter) =>
    [
        $"  -{parameter.Name} <{TypeName(parameter.PropertyType)}>",
        .. CmdletType.Sets(parameter).Select(InSet).Order(StringComparer.Ordinal).Select(text => $"      {text}"),
        .. parameter.GetCustomAttributesData()
            .Where(IsPartOfIt).Select(Attribute).Order(StringComparer.Ordinal).Select(text => $"      {text}"),
    ];

    static string InSet(ParameterInSet one) => string.Join(", ", new[]
    {
        one.Set is null ? "in every set" : $"in {one.Set}",
        one.Mandatory ? "mandatory" : null,
        one.Position is { } position ? $"position {position}" : null,
        one.FromPipeline ? "from the pipeline" : null,
        one.FromProperty ? "from the pipeline by name" : null,
    }.OfType<string>());

    // Validation, completion, aliases: whatever PowerShell looks at. The sets are written above; the rest is the compiler's.
    static bool IsPartOfIt(CustomAttributeData attribute) =>
        attribute.AttributeType != typeof(ParameterAttribute)
        && !attribute.AttributeType.Namespace!.StartsWith("System.Runtime", StringComparison.Ordinal);

    static string Attribute(CustomAttributeData attribute)
    {
        var arguments = attribute.ConstructorArguments.Select(Value)
            .Concat(attribute.NamedArguments.Select(named => $"{named.MemberName} = {Value(named.TypedValue)}")).ToList();
        return TypeName(attribute.AttributeType).Replace("Attribute", "", StringComparison.Ordinal)
            + (arguments.Count > 0 ? $"({string.Join(", ", arguments)})" : "");
    }

    static string Value(CustomAttributeTypedArgument argument) => argument.Value switch
    {
        Type type => TypeName(type),
        IEnumerable<CustomAttributeTypedArgument> list => string.Join(", ", list.Select(Value)),
        var value when argument.ArgumentType.IsEnum => Enum.ToObject(argument.ArgumentType, value!).ToString()!,
        var value => FormattableString.Invariant($"{value}"),
    };

    static string TypeName(Type type)
    {
        if (type.IsArray)
            return TypeName(type.GetElementType()!) + "[]";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return TypeName(underlying) + "?";
        return type.IsGenericType
            ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(TypeName))}>"
            : type.Name;
    }

    static IEnumerable<Type> Enums() =>
        CmdletType.All.SelectMany(Parameters)
            .Select(parameter => parameter.PropertyType.GetElementType() ?? parameter.PropertyType)
            .Select(type => Nullable.GetUnderlyingType(type) ?? type)
            .Where(type => type.IsEnum).Distinct().OrderBy(type => type.Name, StringComparer.Ordinal);

    static string Values(Type type) => $"  {type.Name}: {string.Join(", ", Enum.GetNames(type))}\n";
}
