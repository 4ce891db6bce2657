using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Values;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>
/// Where answers go: to a person as tables and lines, or with <c>--json</c> to a program as one document. Answers go to
/// standard output, errors and progress to standard error.
/// </summary>
sealed class Screen
{
    const int WidthOfAFile = 80;
    /// <summary>Wider than any text.</summary>
    public const int NeverWrap = 100_000;

    static readonly JsonSerializerOptions s_json = new(LedgerJson.Options) { WriteIndented = true };

    readonly bool _color;
    IAnsiConsole? _lines;
    IAnsiConsole? _errors;

    Screen(bool json, bool color)
    {
        IsJson = json;
        _color = color;
    }

    // Opened by the first line: a program that reads JSON waits for nothing that draws.
    IAnsiConsole Lines => _lines ??= Open(Console.Out, Console.IsOutputRedirected, _color, NeverWrap);

    IAnsiConsole Errors => _errors ??= Open(Console.Error, Console.IsErrorRedirected, _color, NeverWrap);

    /// <summary>The screen that the options of a command line ask for.</summary>
    public static Screen For(ParseResult parse) => new(
        parse.GetValue(GlobalOptions.Json),
        color: !parse.GetValue(GlobalOptions.NoColor) && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));

    /// <summary>A program reads the answer.</summary>
    public bool IsJson { get; }

    /// <summary>
    /// Gets ready to draw a table, on another processor while the answer is sought: nearly all of what drawing takes is .NET that
    /// gets to know what it executes.
    /// </summary>
    public void Prepare()
    {
        if (!IsJson)
            _ = Task.Run(Rehearse);
    }

    /// <summary>The answer of a command: as JSON, or as a person reads it.</summary>
    /// <param name="value">The answer.</param>
    /// <param name="view">Makes something to draw of it. That it does is not said by its type: who only names a view must not load
    /// what draws it.</param>
    public void Show<T>(T value, Func<T, object> view)
    {
        if (IsJson)
            WriteJson(Console.Out, value);
        else
            Draw(view(value));
    }

    /// <summary>The answer of a command that is a line of text.</summary>
    public void Show<T>(T value, Func<T, string> line)
    {
        if (IsJson)
            WriteJson(Console.Out, value);
        else
            Line(line(value));
    }

    /// <summary>An error: what failed, what was expected, what was found, may it be retried, what to type next.</summary>
    public void Show(JobOpsError error)
    {
        if (IsJson)
        {
            WriteJson(Console.Error, error);
            return;
        }
        Draw(error);
    }

    void Draw(JobOpsError error)
    {
        var lines = error.ToString().Split(Environment.NewLine, 2);
        Errors.Write(Tables.Words("Error: ", Styles.Bad));
        Errors.WriteLine(lines[0]);
        Errors.WriteLine(lines[1]);
        Errors.Write("  Next:     ");
        Errors.WriteLine(Visible.Line(error.NextCommand.Shell), Styles.Command);
    }

    /// <summary>A line for a person; never wrapped, so that it can be copied. Nothing with <c>--json</c>.</summary>
    public void Line(string text = "", Tone tone = Tone.Plain)
    {
        if (!IsJson)
            DrawLine(text, tone);
    }

    /// <summary>A line about the progress, for a person. Nothing with <c>--json</c>.</summary>
    public void Progress(string text, Tone tone = Tone.Plain)
    {
        if (!IsJson)
            DrawProgress(text, tone);
    }

    /// <summary>The begin of a line about the progress. Nothing with <c>--json</c>.</summary>
    public void ProgressBegins(string text)
    {
        if (!IsJson)
            DrawBegin(text);
    }

    /// <summary>A text as it is, byte for byte: for who asks for that, and knows what it may do to a terminal.</summary>
    public void Raw(string text)
    {
        if (!IsJson)
            Console.Out.WriteLine(text);
    }

    void DrawLine(string text, Tone tone) => Lines.WriteLine(Visible.Text(text), Styles.Of(tone));

    void DrawProgress(string text, Tone tone) => Errors.WriteLine(Visible.Text(text), Styles.Of(tone));

    void DrawBegin(string text) => Errors.Write(Visible.Line(text));

    // A terminal shows the table as it is. In a file it is cut to its text: no blanks at the end of lines.
    void Draw(object answer)
    {
        var view = (IRenderable)answer;
        if (!Console.IsOutputRedirected)
        {
            WriteWhole(Open(Console.Out, redirected: false, _color, width: null), view);
            return;
        }
        using var text = new StringWriter();
        WriteWhole(Open(text, redirected: true, color: false, Columns()), view);
        var lines = text.ToString().Split('\n').Select(line => line.TrimEnd());
        Console.Out.WriteLine(string.Join(Environment.NewLine, lines).Trim('\r', '\n'));
    }

    // A name that is broken in two cannot be searched for, nor copied: a line that is too long is the lesser evil.
    static void WriteWhole(IAnsiConsole console, IRenderable view)
    {
        if (view is FirstThatFits several)
        {
            var options = RenderOptions.Create(console);
            view = several.Choose(options, console.Profile.Width);
            console.Profile.Width = Math.Max(console.Profile.Width, view.Measure(options, NeverWrap).Min);
        }
        console.Write(view);
    }

    static void Rehearse()
    {
        var table = Tables.Of(">number", "=name", "words");
        table.Row(0, nameof(table), Tables.Words("some words", Styles.Quiet));
        WriteWhole(Open(TextWriter.Null, redirected: true, color: false, WidthOfAFile), new FirstThatFits(() => table));
    }

    static void WriteJson<T>(TextWriter writer, T value) => writer.WriteLine(Ascii(JsonSerializer.Serialize(value, s_json)));

    // What is not ASCII stands in texts only, where \u means the same: so it arrives whatever encoding the reader takes it for.
    static string Ascii(string json)
    {
        if (System.Text.Ascii.IsValid(json))
            return json;
        var text = new StringBuilder(json.Length);
        foreach (var character in json)
            _ = char.IsAscii(character)
                ? text.Append(character)
                : text.Append(CultureInfo.InvariantCulture, $@"\u{(int)character:X4}");
        return text.ToString();
    }

    static IAnsiConsole Open(TextWriter writer, bool redirected, bool color, int? width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = redirected ? new FileOutput(writer) : new AnsiConsoleOutput(writer),
            Ansi = redirected || !color ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected || !color ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = InteractionSupport.No,
            // Under GitHub Actions and the like, which are recognized by many variables, a file is a file.
            Enrichment = new() { UseDefaultEnrichers = !redirected },
            EnvironmentVariables = redirected ? [] : null,
        });
        // Whatever the code page is: what is written is not written in it.
        console.Profile.Capabilities.Unicode = true;
        if (width is { } columns)
            console.Profile.Width = columns;
        return console;
    }

    /// <summary>Asks no terminal: to find out about one takes as long as to draw a table.</summary>
    sealed class FileOutput(TextWriter writer) : IAnsiConsoleOutput
    {
        public TextWriter Writer => writer;
        public bool IsTerminal => false;
        public int Width => WidthOfAFile;
        public int Height => int.MaxValue;

        public void SetEncoding(Encoding encoding)
        {
        }
    }

    static int Columns() =>
        int.TryParse(Environment.GetEnvironmentVariable("COLUMNS"), CultureInfo.InvariantCulture, out var columns) && columns >= 40
            ? columns
            : WidthOfAFile;
}
