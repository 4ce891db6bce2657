using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace JobOps.Jobs.JobFiles;

/// <summary>Reads JSON with comments into nodes that know their places.</summary>
ref struct SourceParser
{
    /// <summary>Twice what a job file can need, and few enough to show the path.</summary>
    const int MostLevels = 16;

    /// <summary>What .NET's messages say to programmers only.</summary>
    static readonly string[] s_advice =
    [
        " which is not supported in this mode. Change the reader options",
        ". Expected the input to start with a valid JSON token, when isFinalBlock is true",
    ];

    readonly SourceLines _lines;
    readonly Mistakes _mistakes;
    Utf8JsonReader _json;

    /// <summary>Where it is just now, for mistakes after which nothing can be read.</summary>
    string _path = JsonPath.Root;

    SourceParser(byte[] utf8, SourceLines lines, Mistakes mistakes)
    {
        _lines = lines;
        _mistakes = mistakes;
        _json = new(utf8, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, MaxDepth = MostLevels });
    }

    /// <summary>The document, or null after a mistake that leaves nothing to go on with.</summary>
    /// <param name="utf8">The text, with or without a byte order mark.</param>
    /// <param name="mistakes">Takes what is wrong.</param>
    public static SourceNode? Parse(byte[] utf8, Mistakes mistakes)
    {
        utf8 = utf8.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? utf8[Encoding.UTF8.Preamble.Length..] : utf8;
        var lines = new SourceLines(utf8);
        if (!Utf8.IsValid(utf8))
        {
            var offset = FirstInvalid(utf8);
            mistakes.Add(lines.PositionOf(offset), JsonPath.Root, "UTF-8 text", $"the byte 0x{utf8[offset]:X2}");
            return null;
        }
        return new SourceParser(utf8, lines, mistakes).ParseDocument();
    }

    SourceNode? ParseDocument()
    {
        try
        {
            _json.Read();
            var root = ParseValue(JsonPath.Root);
            // Whatever follows the value but comments is an error, which the reader finds.
            while (_json.Read())
            {
            }
            return root;
        }
        catch (JsonException mistake)
        {
            _mistakes.Add(
                _lines.PositionOf(mistake.LineNumber ?? 0, mistake.BytePositionInLine ?? 0), _path,
                $"JSON, at most {MostLevels} levels deep", Reason(mistake.Message));
            return null;
        }
    }

    SourceNode ParseValue(string path)
    {
        var at = Here();
        return _json.TokenType switch
        {
            JsonTokenType.StartObject => new SourceObject(path, at, ParseMembers(path)),
            JsonTokenType.StartArray => new SourceList(path, at, ParseItems(path)),
            JsonTokenType.String => new SourceText(path, at, ParseText(path, at)),
            JsonTokenType.Number => new SourceNumber(path, at, Encoding.UTF8.GetString(_json.ValueSpan)),
            JsonTokenType.True or JsonTokenType.False => new SourceFlag(path, at, _json.GetBoolean()),
            _ => new SourceNull(path, at),
        };
    }

    List<SourceMember> ParseMembers(string path)
    {
        var members = new List<SourceMember>();
        var places = new Dictionary<string, SourcePosition>(StringComparer.Ordinal);
        while (_json.Read() && _json.TokenType == JsonTokenType.PropertyName)
        {
            var at = Here();
            var name = ParseText(path, at);
            var memberPath = JsonPath.Member(path, name);
            _path = memberPath;
            _json.Read();
            var value = ParseValue(memberPath);
            _path = path;
            if (places.TryAdd(name, at))
                members.Add(new(name, at, value));
            else
                _mistakes.Add(
                    at, memberPath, $"each member once (it stands in line {places[name].Line})", $"'{name}' again");
        }
        return members;
    }

    List<SourceNode> ParseItems(string path)
    {
        var items = new List<SourceNode>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            _path = JsonPath.Item(path, items.Count);
            items.Add(ParseValue(_path));
            _path = path;
        }
        return items;
    }

    string ParseText(string path, SourcePosition at)
    {
        try
        {
            return _json.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            _mistakes.Add(at, path, "text whose escapes form whole characters", "half a surrogate pair");
            return "";
        }
    }

    readonly SourcePosition Here() => _lines.PositionOf((int)_json.TokenStartIndex);

    static int FirstInvalid(ReadOnlySpan<byte> utf8)
    {
        var at = 0;
        while (Rune.DecodeFromUtf8(utf8[at..], out _, out var length) == System.Buffers.OperationStatus.Done)
            at += length;
        return at;
    }

    // .NET appends "LineNumber: 3 | BytePositionInLine: 10." to what it has to say.
    static string Reason(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var reason = (end < 0 ? message : message[..end]).TrimEnd('.');
        foreach (var advice in s_advice)
            reason = reason.Replace(advice, "", StringComparison.Ordinal);
        return char.ToLowerInvariant(reason[0]) + reason[1..];
    }
}
