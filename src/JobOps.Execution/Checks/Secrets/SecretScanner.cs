using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace JobOps.Execution;

/// <summary>Looks for secrets in the lines of one file, in their order.</summary>
sealed partial class SecretScanner
{
    const int LongestKey = 32 * 1024;
    const int ShortestKey = 64;
    const int LeastCharacters = 16;

    // What no line with a secret in it does without, but for those within a private key.
    static readonly SearchValues<string> s_signs = SearchValues.Create(
        [.. SecretShapes.Signs, "-----BEGIN", "://", "pass", "pwd", "pw", "secret", "token", "key", "auth", "credential", "signature"],
        StringComparison.OrdinalIgnoreCase);

    // A name and what it is given, as settings and programs write it.
    static readonly Regex[] s_assignments = [Assignment(), Definition(), Entry()];

    static readonly string[] s_bodyless = ["Proc-Type:", "DEK-Info:", "Comment:", "Version:"];

    readonly StringBuilder _key = new();
    bool _inKey;
    int _keyLines;

    /// <summary>What is in the next line, or in a part of it where it is very long.</summary>
    public IReadOnlyList<FoundSecret> Next(string line)
    {
        var found = new List<FoundSecret>();
        if (_inKey)
            Collect(line, found);
        if (!line.AsSpan().ContainsAny(s_signs))
            return found;
        if (line.Contains("-----BEGIN", StringComparison.Ordinal))
            Begin(line, found);
        foreach (var (rule, pattern) in SecretShapes.All)
            foreach (Match match in pattern.Matches(line))
                Add(found, rule, match);
        foreach (Match match in UrlPassword().Matches(line))
            if (match.Groups["user"].Value != match.Groups["secret"].Value && !UsualPassword().IsMatch(match.Groups["secret"].Value))
                Add(found, "url-password", match);
        if (ConnectionString().IsMatch(line))
            foreach (Match match in ConnectionPassword().Matches(line))
                if (!UsualPassword().IsMatch(match.Groups["secret"].Value) && !SecretValue.IsReference(match.Groups["secret"].Value))
                    Add(found, "connection-password", match);
        foreach (Match match in Authorization().Matches(line))
            if (SecretValue.IsRandom(match.Groups["secret"].Value, 16, 3))
                Add(found, "authorization", match);
        foreach (var pattern in s_assignments)
            foreach (Match match in pattern.Matches(line))
                if (Assigned(match, line) is { } rule)
                    Add(found, rule, match);
        return found;
    }

    static void Add(List<FoundSecret> found, string rule, Match match)
    {
        var value = match.Groups["secret"] is { Success: true } group ? group.Value : match.Value;
        var secret = new FoundSecret(rule, value);
        // What one rule has found, another one may see as a part of something, or in its whole.
        if (!SecretValue.IsPlaceholder(value) && !SecretValue.IsExample(secret)
            && !found.Exists(other => IsPart(value, other.Value) || IsPart(other.Value, value)))
            found.Add(secret);
    }

    static bool IsPart(string part, string whole) => whole.Contains(part, StringComparison.Ordinal);

    /// <summary>The rule by which what is assigned to a name is a secret; null for none.</summary>
    static string? Assigned(Match match, string line)
    {
        var (value, isQuoted) = (match.Groups["secret"].Value, match.Groups["quote"].Success);
        var name = SecretNames.Of(match.Groups["name"].Value);
        if (name == SecretName.None || SecretValue.IsReference(value) || SecretValue.IsPlaceholder(value))
            return null;
        // Without quotes, it has to be the rest of the line, as in a file of settings: else it is a program that computes something.
        if (!isQuoted && !RestOfSetting().IsMatch(line.AsSpan(match.Index + match.Length)))
            return null;
        return name switch
        {
            SecretName.Password when SecretValue.IsPassword(value, isQuoted) || SecretValue.IsRandom(value, 16, 3) => "password",
            SecretName.Token when SecretValue.IsUuid(value) => IdentifiedClient().IsMatch(match.Groups["name"].ValueSpan) ? "token" : null,
            SecretName.Token when SecretValue.IsRandom(value, SecretValue.IsHex(value) ? 20 : 16, 3) => "token",
            // Names of entries, of columns, of parts of a page are keys, too, and hashes are written as they are.
            SecretName.Key when !SecretValue.IsHex(value) && value.Any(char.IsAsciiLetterUpper) && value.Any(char.IsAsciiLetterLower)
                && SecretValue.IsRandom(value, 32, 4.2) => "key",
            _ => null,
        };
    }

    void Begin(string line, List<FoundSecret> found)
    {
        if (PrivateKeyBegin().Match(line) is not { Success: true } match)
            return;
        (_inKey, _keyLines) = (true, -1);
        _key.Clear();
        Collect(line[(match.Index + match.Length)..], found);
    }

    void Collect(string line, List<FoundSecret> found)
    {
        _keyLines++;
        // Within a text of a program its line breaks are written so.
        foreach (var part in line.Split("\\n"))
        {
            var text = part.Trim(' ', '\t', '\r', '"', '\'', '`', '+', ',', ';', '\\', '.', '|', '(', ')');
            if (text.Contains("-----END", StringComparison.Ordinal))
            {
                _inKey = false;
                var key = $"{_key}";
                // Where it stands for one, it is short, or one character again and again.
                if (key.Length >= ShortestKey && key.Distinct().Count() >= LeastCharacters)
                    found.Add(new("private-key", key, _keyLines));
                return;
            }
            if (text.Length == 0 || s_bodyless.Any(head => text.StartsWith(head, StringComparison.Ordinal)))
                continue;
            if (_key.Length > LongestKey || !KeyBody().IsMatch(text))
            {
                _inKey = false;
                return;
            }
            _key.Append(text);
        }
    }

    [GeneratedRegex("-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----")]
    private static partial Regex PrivateKeyBegin();

    [GeneratedRegex(@"\A[A-Za-z0-9+/=]+\z")]
    private static partial Regex KeyBody();

    [GeneratedRegex("""[A-Za-z][A-Za-z0-9+.-]{1,20}://(?<user>[^\s/:@"'<>`]*):(?<secret>[^\s/@"'<>`]{3,200})@[A-Za-z0-9\[]""")]
    private static partial Regex UrlPassword();

    [GeneratedRegex(
        @"(?<![\w-])(server|data source|host|user id|uid|user|username|database|initial catalog)\s*=\s*[^;=]*;", RegexOptions.IgnoreCase)]
    private static partial Regex ConnectionString();

    [GeneratedRegex("""(?<![\w-])(password|pwd)\s*=\s*(?<secret>[^;"'\s<>{}]{3,200})""", RegexOptions.IgnoreCase)]
    private static partial Regex ConnectionPassword();

    // What stands there in explanations and on the machines of those who develop.
    [GeneratedRegex(
        @"\A(password|passwd|pass|pwd|secret|user|username|postgres|root|guest|admin|test|pw|p4ssw0rd|\W+)\z", RegexOptions.IgnoreCase)]
    private static partial Regex UsualPassword();

    [GeneratedRegex(
        """authorization["']?\]?\s*[:=,]\s*["'`]?(bearer|basic|token)\s+(?<secret>[A-Za-z0-9+/_.~=-]{16,})""", RegexOptions.IgnoreCase)]
    private static partial Regex Authorization();

    // NAME=value, name: value, "name": "value", name => 'value', name := "value", --name=value.
    [GeneratedRegex(
        """
        (?<![\w$.-])(?<name>[A-Za-z_$-][\w$.-]{0,63})
        ["'`\]]{0,2}\s{0,20}(?:=>|:=|=(?!=)|:(?!:))\s{0,20}
        (?:(?<quote>["'`])(?<secret>[^"'`\r\n]{6,300})["'`]|(?<secret>[^\s"'`,;<>(){}\[\]|]{6,300}))
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Assignment();

    // define('NAME', 'value'), setenv("NAME", "value").
    [GeneratedRegex(
        """
        (define|setenv|putenv)\s?\(\s{0,8}["'](?<name>\w{1,64})["']\s{0,8},\s{0,8}(?<quote>["'])(?<secret>[^"'\r\n]{6,300})["']
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Definition();

    // <add key="SmtpPassword" value="…" />
    [GeneratedRegex(
        """(key|name)=(?<quote>["'])(?<name>[\w.:-]{1,64})["']\s+value=["'](?<secret>[^"'\r\n]{6,300})["']""",
        RegexOptions.IgnoreCase)]
    private static partial Regex Entry();

    [GeneratedRegex("secret|key", RegexOptions.IgnoreCase)]
    private static partial Regex IdentifiedClient();

    [GeneratedRegex(@"\A\s*(\z|#|//|;|\\\z|\\n)")]
    private static partial Regex RestOfSetting();
}
