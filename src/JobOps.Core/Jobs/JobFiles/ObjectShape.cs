using System.Collections;
using System.Text.Json.Nodes;
using JobOps.Values;

namespace JobOps.Jobs.JobFiles;

/// <summary>An object with known members. A member that it does not know is a mistake.</summary>
/// <param name="name">Its name among the definitions of the schema.</param>
/// <param name="description">What it is, for editors.</param>
sealed class ObjectShape<T>(string name, string description) : Shape<T>, IEnumerable<string> where T : class, new()
{
    readonly List<Member> _members = [];
    readonly List<MemberRule> _rules = [];

    public override string Expected =>
        "an object with the members " + string.Join(", ", _members.Select(member => member.Name));

    /// <summary>Declares a member.</summary>
    /// <param name="member">Its name in the file.</param>
    /// <param name="shape">What stands behind it.</param>
    /// <param name="set">Puts its value where it belongs.</param>
    /// <param name="words">What it means, for editors.</param>
    /// <param name="required">Whether it has to be there.</param>
    public void Add<TValue>(
        string member, Shape<TValue> shape, Action<T, TValue> set, string words, bool required = false) =>
        _members.Add(new(
            member, required, shape.Expected,
            (target, node, mistakes) => set(target, shape.Read(node, mistakes)),
            definitions => Describe(shape.Schema(definitions), words)));

    /// <summary>Declares that exactly one of these members has to be there.</summary>
    public ObjectShape<T> ExactlyOneOf(params string[] members) => With(new ExactlyOneRule(members));

    /// <summary>Declares that a member means something only beside one of some others.</summary>
    public ObjectShape<T> OnlyWith(string member, params string[] others) => With(new CompanionRule(member, others));

    public override T Read(SourceNode node, Mistakes mistakes)
    {
        var target = new T();
        if (node is not SourceObject source)
        {
            mistakes.Add(node, Expected, node.Kind);
            return target;
        }
        foreach (var member in source.Members)
        {
            if (_members.Find(known => known.Name == member.Name) is { } known)
                known.Read(target, member.Value, mistakes);
            else
                mistakes.Add(member.At, member.Value.Path, ExpectedInsteadOf(member.Name), $"'{member.Name}'");
        }
        var present = source.Members.Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var missing in _members.Where(known => known.Required && !present.Contains(known.Name)))
            mistakes.Add(source.At, JsonPath.Member(source.Path, missing.Name), missing.Expected, "nothing");
        foreach (var rule in _rules)
            rule.Check(source, mistakes);
        return target;
    }

    public override JsonObject Schema(SchemaDefinitions definitions) =>
        definitions.ReferTo(name, () => FullSchema(definitions));

    /// <summary>The schema itself, without a reference.</summary>
    public JsonObject FullSchema(SchemaDefinitions definitions)
    {
        var schema = new JsonObject
        {
            ["description"] = description,
            ["type"] = "object",
            ["properties"] = new JsonObject(_members.Select(
                member => KeyValuePair.Create<string, JsonNode?>(member.Name, member.Schema(definitions)))),
            ["additionalProperties"] = false,
        };
        if (_members.Exists(member => member.Required))
            schema["required"] = MemberRule.Names(from member in _members where member.Required select member.Name);
        foreach (var rule in _rules)
            rule.AddTo(schema);
        return schema;
    }

    /// <summary>The names of the members.</summary>
    public IEnumerator<string> GetEnumerator() => _members.Select(member => member.Name).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    ObjectShape<T> With(MemberRule rule)
    {
        _rules.Add(rule);
        return this;
    }

    string ExpectedInsteadOf(string unknown) => NearMiss.Find(unknown, this) is { } meant
        ? $"'{meant}' (did you mean that?)"
        : "one of the members " + string.Join(", ", this);

    static JsonObject Describe(JsonObject schema, string words)
    {
        schema.Insert(0, "description", words);
        return schema;
    }

    sealed record Member(
        string Name, bool Required, string Expected,
        Action<T, SourceNode, Mistakes> Read, Func<SchemaDefinitions, JsonObject> Schema);
}
