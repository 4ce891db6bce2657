using System.Globalization;
using JobOps.Harness;

namespace JobOps.Execution.Tests.Checks;

/// <summary>How often the scanner for secrets is right: of what it reports, and of what there is.</summary>
public sealed class SecretCorpusTests
{
    static readonly string s_file = Checkout.PathOf("tests", "JobOps.Execution.Tests", "Checks", "SecretCorpus", "lines.txt");

    static readonly IReadOnlyList<(bool IsSecret, string Text)> s_lines =
    [
        .. File.ReadAllLines(s_file).Where(line => !line.StartsWith('#')).Select(line => line.Split('\t', 2))
            .Select(pair => (pair[0] == "secret", pair[1].Replace("·", "").Replace('⏎', '\n'))),
    ];

    [Fact]
    public void The_corpus_has_enough_of_both()
    {
        Assert.True(s_lines.Count(line => line.IsSecret) >= 60);
        Assert.True(s_lines.Count(line => !line.IsSecret) >= 60);
    }

    [Fact]
    public void What_it_reports_is_right_as_often_as_the_page_says()
    {
        var reported = s_lines.Where(line => Reports(line.Text)).ToList();
        var right = reported.Count(line => line.IsSecret);
        var secrets = s_lines.Count(line => line.IsSecret);
        var (precision, recall) = ((double)right / reported.Count, (double)right / secrets);
        var figures = string.Create(
            CultureInfo.InvariantCulture,
            $"precision {precision:0.00}, recall {recall:0.00} ({secrets} secrets, {s_lines.Count - secrets} harmless lines)");
        var wrong = reported.Where(line => !line.IsSecret).Select(line => $"false alarm: {line.Text}");
        var missed = s_lines.Where(line => line.IsSecret && !Reports(line.Text)).Select(line => $"missed: {line.Text}");

        Assert.True(precision >= 0.99 && recall >= 0.96, string.Join('\n', [figures, .. wrong, .. missed]));
        Assert.Contains(figures, File.ReadAllText(Checkout.PathOf("docs", "checklist-kinds.md")));
    }

    static bool Reports(string text)
    {
        var scanner = new SecretScanner();
        return text.Split('\n').SelectMany(scanner.Next).Any();
    }
}
