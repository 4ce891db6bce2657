using System.Text.RegularExpressions;

namespace JobOps.Execution;

/// <summary>Secrets that stand in a command line, by the name of the option or of the variable that they are given to: there a value is
/// one, whatever it looks like.</summary>
static partial class CommandSecrets
{
    /// <summary>The values.</summary>
    public static IEnumerable<string> In(string line) => Given().Matches(line).Concat(OfMySql().Matches(line))
        .Where(match => !match.Groups["name"].Success
            || SecretNames.Of(match.Groups["name"].Value) is SecretName.Password or SecretName.Token)
        .Select(match => match.Groups["value"].Value.Trim('"', '\''))
        // The shell fetches it from elsewhere.
        .Where(value => value.Length > 0 && value[0] is not ('$' or '`'));

    // --password=x, --token x, PGPASSWORD=x.
    [GeneratedRegex("""(?<![\w-])(?:--?(?<name>[A-Za-z][\w-]*)(?:=|[ \t]+)|(?<name>[A-Za-z_]\w*)=)(?<value>"[^"]*"|'[^']*'|[^\s"'-]\S*)""")]
    private static partial Regex Given();

    // mysqldump -psecret shop: the one well-known option that is only a letter.
    [GeneratedRegex(@"(?<=\b(mysql|mariadb)\S*[ \t](.*[ \t])?)-p(?<value>\S+)", RegexOptions.ExplicitCapture)]
    private static partial Regex OfMySql();
}
