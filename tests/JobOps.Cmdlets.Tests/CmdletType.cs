using System.Management.Automation;
using System.Reflection;

namespace JobOps.Cmdlets.Tests;

/// <summary>
/// A cmdlet as its metadata describes it. Attributes are read as the compiler wrote them, in the order of the source.
/// </summary>
sealed class CmdletType
{
    const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance;


    CmdletType(Type type)
    {
        Type = type;
        var attribute = type.GetCustomAttributesData().Single(IsA<CmdletAttribute>);
        Verb = (string)attribute.ConstructorArguments[0].Value!;
        Noun = (string)attribute.ConstructorArguments[1].Value!;
        DefaultSet = Named<string>(attribute, nameof(CmdletAttribute.DefaultParameterSetName)) ?? "";
        SupportsShouldProcess = Named<bool>(attribute, nameof(CmdletAttribute.SupportsShouldProcess));
        ConfirmImpact = (ConfirmImpact)(Named<int?>(attribute, nameof(CmdletAttribute.ConfirmImpact)) ?? (int)ConfirmImpact.Medium);
        Parameters = [.. OwnParameters(type).OrderBy(property => InheritanceDepth(property)).ThenBy(property => property.MetadataToken),
            .. DynamicParameters(type)];
    }

    public Type Type { get; }
    public string Verb { get; }
    public string Noun { get; }
    public string Name => $"{Verb}-{Noun}";
    public string DefaultSet { get; }
    public bool SupportsShouldProcess { get; }
    public ConfirmImpact ConfirmImpact { get; }
    public IReadOnlyList<PropertyInfo> Parameters { get; }

    /// <summary>Types of what the cmdlet writes; a name where the type cannot be referred to.</summary>
    public IEnumerable<string> Outputs => Type.GetCustomAttributesData().Where(IsA<OutputTypeAttribute>)
        .SelectMany(attribute => (IEnumerable<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)
        .Select(type => (type.Value as Type)?.FullName ?? (string)type.Value!);

    public IEnumerable<string> Aliases => Type.GetCustomAttributesData().Where(IsA<AliasAttribute>).SelectMany(Strings);

    public static IReadOnlyList<CmdletType> All { get; } =
        [.. typeof(AsyncCmdlet).Assembly.GetExportedTypes()
            .Where(type => type.GetCustomAttributesData().Any(IsA<CmdletAttribute>))
            .Select(type => new CmdletType(type)).OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];

    /// <summary>What a parameter is in each parameter set.</summary>
    public static IEnumerable<ParameterInSet> Sets(PropertyInfo parameter) =>
        Attributes<ParameterAttribute>(parameter).Select(attribute => new ParameterInSet(
            Named<string>(attribute, nameof(ParameterAttribute.ParameterSetName)),
            Named<bool>(attribute, nameof(ParameterAttribute.Mandatory)),
            Named<int?>(attribute, nameof(ParameterAttribute.Position)),
            Named<bool>(attribute, nameof(ParameterAttribute.ValueFromPipeline)),
            Named<bool>(attribute, nameof(ParameterAttribute.ValueFromPipelineByPropertyName))));

    public static IEnumerable<string> AliasesOf(PropertyInfo parameter) => Attributes<AliasAttribute>(parameter).SelectMany(Strings);

    public static bool Has<TAttribute>(PropertyInfo parameter) => Attributes<TAttribute>(parameter).Any();

    static IEnumerable<CustomAttributeData> Attributes<TAttribute>(PropertyInfo property) =>
        property.GetCustomAttributesData().Where(IsA<TAttribute>);

    static bool IsA<TAttribute>(CustomAttributeData attribute) => attribute.AttributeType == typeof(TAttribute);

    static T? Named<T>(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.MemberName == name).TypedValue.Value is T value ? value : default;

    static IEnumerable<string> Strings(CustomAttributeData attribute) =>
        ((IEnumerable<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!).Select(text => (string)text.Value!);

    static IEnumerable<PropertyInfo> OwnParameters(Type type) =>
        type.GetProperties(Public).Where(property => Attributes<ParameterAttribute>(property).Any());

    /// <summary>A cmdlet with dynamic parameters keeps the object that has them in a field.</summary>
    static IEnumerable<PropertyInfo> DynamicParameters(Type type) =>
        typeof(IDynamicParameters).IsAssignableFrom(type)
            ? type.GetFields(BindingFlags.NonPublic | BindingFlags.Instance).SelectMany(field => OwnParameters(field.FieldType))
            : [];

    int InheritanceDepth(PropertyInfo property) => property.DeclaringType == Type ? 0 : 1;
}

/// <summary>A parameter in one parameter set; a null set is every set.</summary>
sealed record ParameterInSet(string? Set, bool Mandatory, int? Position, bool FromPipeline, bool FromProperty);
