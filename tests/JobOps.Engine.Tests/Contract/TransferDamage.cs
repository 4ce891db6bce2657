using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using JobOps.Ledger;

namespace JobOps.Engine.Tests.Contract;

/// <summary>What happens to files.</summary>
static partial class TransferDamage
{
    public const string OfSchema4 = "of schema 4, which had no partitions and no needs";

    public const string BrokenRule = "whole, with a row that breaks a rule";

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Does to a file what <paramref name="how"/> says.</summary>
    public static async Task DoAsync(string path, string how)
    {
        var lines = (await File.ReadAllLinesAsync(path, Cancellation)).ToList();
        var run = lines.FindIndex(line => line.StartsWith("""{"table":"run",""", StringComparison.Ordinal));
        switch (how)
        {
            case "cut off in a line": lines = [.. lines[..run], lines[run][..20]]; break;
            case "cut off after a line": lines = lines[..^1]; break;
            case "changed": lines[run] = lines[run].Replace("\"priority\":0", "\"priority\":1", StringComparison.Ordinal); break;
            case "without one line": lines.RemoveAt(run); break;
            case "longer": lines.Add(lines[run]); break;
            case "of another kind": lines = ["not JSON"]; break;
            case "empty": lines = []; break;
            case "newer": lines[0] = lines[0].Replace("\"jobOpsLedger\":1", "\"jobOpsLedger\":2", StringComparison.Ordinal); break;
            case "missing": File.Delete(path); return;
            case "whole, with a member that nobody knows": lines[run] = lines[run].Insert(1, "\"new\":1,"); Seal(lines); break;
            case "whole, with a table that nobody knows": lines.Insert(run, """{"table":"new","a":1}"""); Seal(lines); break;
            case BrokenRule: lines[run] = lines[run]
                .Replace("\"priority\":0", "\"priority\":5000", StringComparison.Ordinal); Seal(lines); break;
            case OfSchema4: lines = [.. lines.Select(line => Partition().Replace(line, ""))]; Seal(lines); break;
            default: throw new ArgumentOutOfRangeException(nameof(how), how, null);
        }
        await File.WriteAllLinesAsync(path, lines, Cancellation);
    }

    /// <summary>Makes the last line fit what the lines before it have become.</summary>
    static void Seal(List<string> lines)
    {
        var text = string.Concat(lines[..^1].Select(line => line + "\n"));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        lines[^1] = LedgerJson.Write(new TransferFooter(true, new Dictionary<string, long>(), hash));
    }

    [GeneratedRegex(",\"(partitions?|needs)\":\\d+")]
    private static partial Regex Partition();
}
