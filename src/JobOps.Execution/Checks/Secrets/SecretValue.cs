using System.Text.RegularExpressions;

namespace JobOps.Execution;

/// <summary>Tells values that may be secrets from those that stand in their place.</summary>
static partial class SecretValue
{
    // SHA-256 of what documentation and emulators have in the place of a secret: the storage emulator's key of Azure, the token of jwt.io
    // and the credentials of RFC 7617.
    static readonly HashSet<string> s_examples =
    [
        "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059",
        "7f75367e7881255134e1375e723d1dea8ad5f6a4fdb79d938df1f1754a830606",
        "cf4d418ed3de92d71f767db5391d5a2dacd40e1ce49e75d1137e2ecf4982d844",
    ];

    /// <summary>It is to be replaced, or is the name of where the value is.</summary>
    public static bool IsPlaceholder(string value) =>
        Placeholder().IsMatch(value) || Sequence().IsMatch(value) || value.Distinct().Count() < Math.Min(4, value.Length);

    public static bool IsExample(FoundSecret found) => s_examples.Contains(found.Sha256);

    /// <summary>A path, an address, a name in a program: nothing that opens anything.</summary>
    public static bool IsReference(string value) => Reference().IsMatch(value);

    /// <summary>Somebody may have thought of it as a password.</summary>
    /// <param name="value">The value.</param>
    /// <param name="isQuoted">It stands in quotes, so it is no name of a variable.</param>
    public static bool IsPassword(string value, bool isQuoted)
    {
        var (digits, marks) = (value.Any(char.IsAsciiDigit), value.Any(c => !char.IsLetterOrDigit(c) && c is not ('-' or '_' or '.')));
        if (!value.Any(char.IsLetter) || !(digits || marks) || value.Any(char.IsWhiteSpace) || Rules().IsMatch(value))
            return false;
        // password1 is what stands there until somebody chooses one; P4ssword! was chosen.
        return !Naming().IsMatch(value) || isQuoted && digits && marks;
    }

    /// <summary>Nobody has thought of it: a machine has drawn it.</summary>
    /// <param name="value">The value.</param>
    /// <param name="shortest">Of fewer characters nothing can be told.</param>
    /// <param name="leastEntropy">Bits a character.</param>
    public static bool IsRandom(string value, int shortest, double leastEntropy)
    {
        if (value.Length < shortest || !Token().IsMatch(value) || Uuid().IsMatch(value) || WordsInARow().IsMatch(value))
            return false;
        return value.Any(char.IsAsciiDigit) && value.Any(char.IsAsciiLetter) && Entropy(value) >= (IsHex(value) ? 3 : leastEntropy);
    }

    /// <summary>Some draw the secrets of their clients as such.</summary>
    public static bool IsUuid(string value) => Uuid().IsMatch(value);

    public static bool IsHex(string value) => value.All(char.IsAsciiHexDigit);

    /// <summary>Shannon's, in bits a character.</summary>
    public static double Entropy(string value) => -value.GroupBy(c => c)
        .Select(group => (double)group.Count() / value.Length).Sum(share => share * Math.Log2(share));

    [GeneratedRegex(
        @"\$\{|\$\(|\{\{|<%|#\{|%\(|@\{|\A\$[A-Za-z_]|\A<.*>\z|\A%[A-Za-z_]+%\z|\A\[.*\]\z|\A\{.*\}\z|\*{3}|\.{3}|…|x{4}|\A_+\z"
        + @"|example|change.?me|your[-_. ]|\Ayour|placeholder|dummy|sample|insert|replace|todo|redacted|hidden"
        + @"|fake|none\z|null\z|undefined\z|\A(pk|sk_test|rk_test)_"
        // What public keys begin with.
        + @"|\A(MFkw|MHYw|MIGb|MIIB[Io][a-z]AN|MIICIjAN|MCow|AAAA[BCE])",
        RegexOptions.IgnoreCase)]
    private static partial Regex Placeholder();

    [GeneratedRegex("0123456|1234567|7654321|abcdefg|qwerty|(.)\\1{5}", RegexOptions.IgnoreCase)]
    private static partial Regex Sequence();

    [GeneratedRegex(
        @"\A((/|\./|\.\./|~/)[\w.@/-]*|[A-Za-z]:\\.*|[a-z][a-z0-9+.-]*://\S*|(env|file|vault|arn|secret|secretref|ref|var|local|data):\S+"
        + @"|[A-Za-z_$][\w$]*((\.|->|::)[A-Za-z_$][\w$]*)+(\(.*)?|[A-Za-z_][\w.]*\(.*|@[\w./-]+|&\w+|!\w+)\z")]
    private static partial Regex Reference();

    // What a password has to be: required|min:8|confirmed.
    [GeneratedRegex(@"\A[a-z_]+(:[\w,]+)?(\|[a-z_]+(:[\w,]+)?)+\z")]
    private static partial Regex Rules();

    [GeneratedRegex(
        "passw|secret|token|apikey|key|user|input|value|config|param|argument|self|this|login|credential", RegexOptions.IgnoreCase)]
    private static partial Regex Naming();

    [GeneratedRegex(@"\A[A-Za-z0-9+/_=.:~^%!@#*?&-]+\z")]
    private static partial Regex Token();

    [GeneratedRegex(@"\A[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\z")]
    private static partial Regex Uuid();

    // user-access-token-v2, Home.Section2.Title, react-router-dom.
    [GeneratedRegex(@"\A([A-Za-z]+[0-9]{0,4}|v?[0-9]{1,4})([-_.:/~+=&?%@#]+([A-Za-z]+[0-9]{0,4}|v?[0-9]{1,4}))+\z")]
    private static partial Regex WordsInARow();
}
