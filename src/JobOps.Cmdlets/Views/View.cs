using JobOps.Values;

namespace JobOps.Cmdlets;

/// <summary>What the views in JobOps.format.ps1xml ask beside JobOps.Wording: here how a text is made to fit.</summary>
public static partial class View
{
    /// <summary>A text that may have come from outside, as it may be shown; what is no text stays as it is.</summary>
    public static object? Text(object? value) => value is string text ? Visible.Text(text) : value;

    /// <summary>
    /// The first line, and no more of it than so many characters. For a cell in a row that wraps: there a name is easier
    /// to read cut than broken in two.
    /// </summary>
    public static string Fit(string? text, int width)
    {
        var line = Visible.Line(text?.Split('\n', 2)[0].TrimEnd()) ?? "";
        return line.Length <= width ? line : line[..(width - 1)] + '…';
    }
}
