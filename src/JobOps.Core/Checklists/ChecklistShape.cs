using System.Globalization;
using System.Text.Json.Nodes;
using JobOps.Jobs;
using JobOps.Jobs.JobFiles;
using JobOps.Values;

namespace JobOps.Checklists;

/// <summary>What a checklist looks like: every member with its shape and its meaning.</summary>
static class ChecklistShape
{
    const bool Required = true;

    static readonly WordsShape s_words = new();
    static readonly NameShape s_name = new(NameRule.Job);

    static readonly ObjectShape<ItemDocument> s_item = Item();

    static readonly ObjectShape<WaiverDocument> s_waiver = new("waiver", "An exception: an item that does not pass holds nothing up.")
    {
        { "item", s_name, (it, value) => it.Item = value, "The name of the item.", Required },
        { "owner", s_words, (it, value) => it.Owner = value, "Who answers for it.", Required },
        { "reason", s_words, (it, value) => it.Reason = value, "Why.", Required },
        { "until", new DateShape(), (it, value) => it.Until = value, "The last day on which it holds, in UTC.", Required },
    };

    /// <summary>The whole file.</summary>
    public static ObjectShape<ChecklistDocument> Checklist { get; } = new("checklist", "A checklist of JobOps.")
    {
        { "$schema", new TextShape(), (_, _) => { }, "Where an editor finds this schema; JobOps does not look at it." },
        { "name", s_name, (it, value) => it.Name = value, "What it is called.", Required },
        { "owner", s_words, (it, value) => it.Owner = value,
            "Who answers for the list: a team or a person that can be reached.", Required },
        { "description", new TextShape(), (it, value) => it.Description = value, "For people." },
        { "items", new ListShape<ItemDocument>(s_item, "a list of items"), (it, value) => it.Items = value,
            "What has to be looked at, in order.", Required },
        { "waivers", new ListShape<WaiverDocument>(s_waiver, "a list of waivers"), (it, value) => it.Waivers = value,
            "Exceptions, each for one item and until a day." },
    };

    static ObjectShape<ItemDocument> Item()
    {
        var shape = new ObjectShape<ItemDocument>("item", "One look: automatic, or by a person.")
        {
            { "name", s_name, (it, value) => it.Name = value, "Unique within the list, without regard to case.", Required },
            { "title", s_words, (it, value) => it.Title = value, "What is true where it passes, as a sentence.", Required },
        };
        foreach (var kind in CheckKind.All)
            kind.AddTo(shape);
        shape.Add("remedy", s_words, (it, value) => it.Remedy = value,
            "What to do where it does not pass; what the check itself says if left out.");
        shape.Add("timeout", CommonMembers.Duration, (it, value) => it.Timeout = value, "So long the look may take; 1m if left out.");
        return shape.ExactlyOneOf([.. CheckKind.All.Select(kind => kind.Name)]);
    }
}

/// <summary>A day.</summary>
sealed class DateShape : Shape<DateOnly>
{
    const string Format = "yyyy-MM-dd";

    public override string Expected => "a day such as 2027-01-31";

    public override DateOnly Read(SourceNode node, Mistakes mistakes)
    {
        if (node is SourceText text
            && DateOnly.TryParseExact(text.Value, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return day;
        mistakes.Add(node, Expected, node.Shown);
        return DateOnly.MaxValue;
    }

    public override JsonObject Schema(SchemaDefinitions definitions) => new() { ["type"] = "string", ["format"] = "date" };
}

sealed class ChecklistDocument
{
    public string Name { get; set; } = "";
    public string Owner { get; set; } = "";
    public string? Description { get; set; }
    public IReadOnlyList<ItemDocument> Items { get; set; } = [];
    public IReadOnlyList<WaiverDocument> Waivers { get; set; } = [];
}

sealed class ItemDocument
{
    public string Name { get; set; } = "";
    public string Title { get; set; } = "";
    /// <summary>Null where the file has none, which is a mistake.</summary>
    public CheckAction? Check { get; set; }
    public string? Remedy { get; set; }
    public TimeSpan? Timeout { get; set; }
}

sealed class WaiverDocument
{
    public string Item { get; set; } = "";
    public string Owner { get; set; } = "";
    public string Reason { get; set; } = "";
    public DateOnly Until { get; set; }
}
