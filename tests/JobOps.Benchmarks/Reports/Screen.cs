using Spectre.Console;

namespace JobOps.Benchmarks.Reports;

/// <summary>The figures as tables.</summary>
static class Screen
{
    const int WidthOfAFile = 160;

    static readonly IAnsiConsole s_console = Open();

    public static void Line(string text) => s_console.WriteLine(text);

    public static void Show(DatabaseReport report)
    {
        s_console.WriteLine();
        s_console.WriteLine(report.Name);
        s_console.Write(Figures(report));
        s_console.Write(Targets(report));
    }

    static Table Figures(DatabaseReport report)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("");
        foreach (var heading in (string[])
                 [$"{report.SmallHistory:N0} finished",
                     $"{report.LargeHistory:N0} finished", "", "of the bare loop", "of Quartz", "spread"])
            table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
        table.Columns[3].LeftAligned();
        var section = "";
        foreach (var figure in report.Figures)
        {
            var current = figure.Id.Split('.')[0];
            if (section.Length > 0 && current != section)
                table.AddEmptyRow();
            section = current;
            table.AddRow(
                Markup.Escape(figure.Name),
                Words.Number(figure.Small), Words.Number(figure.Large), figure.Unit, Words.Times(figure.OfLimit),
                Words.Times(figure.OfQuartz), Words.Percent(figure.Spread));
        }
        return table;
    }

    static Table Targets(DatabaseReport report)
    {
        var table = new Table().Border(TableBorder.Simple);
        table.AddColumn("to reach");
        table.AddColumn("wanted");
        table.AddColumn(new TableColumn("measured").RightAligned());
        table.AddColumn("");
        foreach (var target in report.Targets)
            table.AddRow(
                Markup.Escape(target.What), target.Wanted, Words.Number(target.Measured),
                target.Met switch { true => "met", false => "[bold]not met[/]", null => "not measured" });
        return table;
    }

    static IAnsiConsole Open()
    {
        var console = AnsiConsole.Create(new() { Ansi = Console.IsOutputRedirected ? AnsiSupport.No : AnsiSupport.Detect });
        if (Console.IsOutputRedirected)
            console.Profile.Width = WidthOfAFile;
        return console;
    }
}
