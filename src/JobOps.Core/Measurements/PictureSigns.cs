namespace JobOps.Measurements;

/// <summary>The signs that a picture of text is made of.</summary>
/// <param name="Density">From few samples to many.</param>
/// <param name="Median">Where the median is.</param>
/// <param name="Full">Of a bar.</param>
/// <param name="Empty">What is missing to all.</param>
/// <param name="Margin">Where a difference does not matter.</param>
/// <param name="Zero">Where there is no difference.</param>
/// <param name="Line">Of an interval.</param>
/// <param name="Low">The lower end of an interval.</param>
/// <param name="High">The upper end.</param>
/// <param name="Point">The difference itself.</param>
sealed record PictureSigns(
    string Density, char Median, char Full, char Empty, char Margin, char Zero, char Line, char Low, char High, char Point)
{
    public static PictureSigns Unicode { get; } = new("·░▒▓█", '┃', '█', '░', '░', '│', '─', '├', '┤', '●');

    public static PictureSigns Ascii { get; } = new(".:+*#", '|', '#', '.', '.', '|', '-', '[', ']', 'o');

    /// <summary>What sentences have beside letters, in signs of ASCII; whatever else it does not have is a question mark.</summary>
    public static string AsAscii(string text) => new(
        [.. text.Replace("→", "->", StringComparison.Ordinal).Select(sign => char.IsAscii(sign) ? sign : '?')]);
}
