using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using JobOps.Checklists;
using JobOps.Errors;
using JobOps.Wording;

namespace JobOps.Execution;

/// <summary>A checklist that was gone through, as the reports that pipelines read: each item is a test.</summary>
public static class ChecklistReport
{
    const string Skipped = "Skipped";

    /// <summary>The format of NUnit 3 (docs.nunit.org, "Test Result XML Format").</summary>
    public static string NUnit(ChecklistResult result)
    {
        var (total, failed, waived) = Counts(result);
        var outcome = result.Passed ? "Passed" : "Failed";
        var (start, duration) = (result.PerformedAt.UtcDateTime.ToString("u", CultureInfo.InvariantCulture), Seconds(Duration(result)));
        object[] counts =
        [
            new XAttribute("result", outcome), new XAttribute("total", total), new XAttribute("passed", total - failed - waived),
            new XAttribute("failed", failed), new XAttribute("inconclusive", 0), new XAttribute("skipped", waived),
            new XAttribute("asserts", 0), new XAttribute("start-time", start), new XAttribute("duration", duration),
        ];
        return Text(new XElement("test-run",
            new XAttribute("id", result.ChecklistResultId), new XAttribute("testcasecount", total), counts,
            new XElement("test-suite",
                new XAttribute("type", "TestFixture"), new XAttribute("id", $"{result.ChecklistResultId}-0"),
                new XAttribute("name", result.ChecklistName), new XAttribute("fullname", result.ChecklistName),
                new XAttribute("testcasecount", total), counts,
                result.Items.Select((item, index) => new XElement("test-case",
                    new XAttribute("id", $"{result.ChecklistResultId}-{index + 1}"), new XAttribute("name", item.Name),
                    new XAttribute("fullname", $"{result.ChecklistName}.{item.Name}"),
                    new XAttribute("result", item.Status switch
                    {
                        ChecklistItemStatus.Failed => "Failed",
                        ChecklistItemStatus.Waived => Skipped,
                        _ => "Passed",
                    }),
                    new XAttribute("duration", Seconds(item.DurationMs)), new XAttribute("asserts", 0),
                    new XElement("properties", new XElement("property",
                        new XAttribute("name", "Description"), new XAttribute("value", Clean(item.Title)))),
                    item.Status switch
                    {
                        ChecklistItemStatus.Failed => new XElement("failure", new XElement("message", Clean(Message(item)))),
                        ChecklistItemStatus.Waived => new XElement("reason", new XElement("message", Clean(ChecklistWords.Note(item)))),
                        _ => null,
                    },
                    new XElement("output", Clean(Output(item))))))));
    }

    /// <summary>The format of JUnit, as Jenkins, GitLab and Azure DevOps read it.</summary>
    public static string JUnit(ChecklistResult result)
    {
        var (total, failed, waived) = Counts(result);
        return Text(new XElement("testsuites",
            new XElement("testsuite",
                new XAttribute("name", result.ChecklistName), new XAttribute("tests", total), new XAttribute("failures", failed),
                new XAttribute("errors", 0), new XAttribute("skipped", waived), new XAttribute("time", Seconds(Duration(result))),
                new XAttribute("timestamp", result.PerformedAt.UtcDateTime.ToString("s", CultureInfo.InvariantCulture)),
                result.Items.Select(item => new XElement("testcase",
                    new XAttribute("name", item.Name), new XAttribute("classname", result.ChecklistName),
                    new XAttribute("time", Seconds(item.DurationMs)),
                    item.Status switch
                    {
                        ChecklistItemStatus.Failed => new XElement(
                            "failure", new XAttribute("message", Clean(item.Actual)), Clean(Message(item))),
                        ChecklistItemStatus.Waived => new XElement("skipped", new XAttribute("message", Clean(ChecklistWords.Note(item)))),
                        _ => null,
                    },
                    new XElement("system-out", Clean(Output(item))))))));
    }

    /// <summary>Writes a report.</summary>
    /// <exception cref="JobOpsException">ReportUnwritable; what was found is in the ledger all the same.</exception>
    public static async Task SaveAsync(string path, string report, CancellationToken cancellation)
    {
        try
        {
            await File.WriteAllTextAsync(path, report, cancellation);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.ReportUnwritable(path, exception.Message), exception);
        }
    }

    static (int Total, int Failed, int Waived) Counts(ChecklistResult result) =>
        (result.Items.Count, result.Count(ChecklistItemStatus.Failed), result.Count(ChecklistItemStatus.Waived));

    static long Duration(ChecklistResult result) => result.Items.Sum(item => item.DurationMs);

    static string Seconds(long milliseconds) => (milliseconds / 1000.0).ToString("0.000", CultureInfo.InvariantCulture);

    static string Message(ChecklistItemResult item) => $"{item.Title}\nFound: {item.Actual}\nRemedy: {item.Remedy}";

    static string Output(ChecklistItemResult item) =>
        string.Join('\n', new[] { ChecklistWords.Note(item) }.Concat(item.Evidence).Where(line => line.Length > 0));

    // XML 1.0 has no form for most control characters.
    static string Clean(string text) =>
        string.Concat(text.Select(one => XmlConvert.IsXmlChar(one) || char.IsSurrogate(one) ? one : '\uFFFD'));

    static string Text(XElement root)
    {
        using var text = new Utf8Text();
        using (var writer = XmlWriter.Create(text, new() { Indent = true, NewLineChars = "\n" }))
            new XDocument(root).Save(writer);
        return text + "\n";
    }

    sealed class Utf8Text() : StringWriter(CultureInfo.InvariantCulture)
    {
        public override System.Text.Encoding Encoding => new System.Text.UTF8Encoding(false);
    }
}
