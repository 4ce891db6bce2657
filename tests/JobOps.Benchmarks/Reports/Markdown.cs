using System.Text;

namespace JobOps.Benchmarks.Reports;

/// <summary>The figures as tables for a page.</summary>
static class Markdown
{
    public static string Write(Machine machine, Conditions conditions, bool quick, IReadOnlyList<DatabaseReport> reports)
    {
        var page = new StringBuilder();
        page.Append($"{(quick ? "Quick" : "Full")} form. {machine}. {conditions}\n");
        foreach (var report in reports)
        {
            page.Append($"\n{report.Name}:\n\n");
            page.Append($"| | with {report.SmallHistory:N0} finished runs | with {report.LargeHistory:N0} | "
                + "of the bare loop | of Quartz.NET |\n");
            page.Append("| --- | --- | --- | --- | --- |\n");
            foreach (var figure in report.Figures)
                page.Append(
                    $"| {figure.Name} | {Value(figure.Small, figure.Unit)} | {Value(figure.Large, figure.Unit)} " +
                    $"| {Words.Times(figure.OfLimit)} | {Words.Times(figure.OfQuartz)} |\n");
        }
        return page.ToString();
    }

    static string Value(double? value, string unit) => value is null ? "" : $"{Words.Number(value)} {unit}";
}
