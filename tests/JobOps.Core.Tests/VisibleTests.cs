using System.Globalization;
using System.Text;
using JobOps.Changes;
using JobOps.Errors;
using JobOps.Steps;
using JobOps.Values;
using JobOps.Wording;

namespace JobOps.Core.Tests;

/// <summary>What came from outside never reaches a terminal as something that it obeys.</summary>
public sealed class VisibleTests
{
    const string Attack = "\e]0;pwn\a\e[2J\rhidden\u009b31m\u202Egnp\u2028next\nRun 7 Succeeded\0";

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData(null, null)]
    [InlineData("zwei “ü” 😀\ttab \u200d", "zwei “ü” 😀\ttab \u200d")]
    [InlineData("\e[2J\a\b\r\x7f\u009b", @"\e[2J\a\b\r\x7f\x9b")]
    [InlineData("one\r\ntwo\nthree", "one\ntwo\nthree")]
    [InlineData("\u202Etxt.exe\u2066", @"\u202etxt.exe\u2066")]
    public void A_text_is_shown_with_its_control_characters(string? text, string? shown) => Assert.Equal(shown, Visible.Text(text));

    // An attribute cannot hold it.
    [Fact]
    public void Half_a_character_is_shown_as_such() => Assert.Equal(@"half \ud83d!", Visible.Text("half " + '\uD83D' + "!"));

    [Fact]
    public void A_line_stays_one_line() => Assert.Equal(@"one\r\ntwo\nthree", Visible.Line("one\r\ntwo\nthree"));

    [Fact]
    public void No_character_is_shown_that_a_terminal_obeys()
    {
        for (var code = 0; code < 0x10000; code++)
        {
            var c = (char)code;
            AssertHarmless(Visible.Text($"a{c}b"), except: "\n\t");
            AssertHarmless(Visible.Line($"a{c}b"), except: "\t");
            Assert.StartsWith("a", Visible.Line($"a{c}b"), StringComparison.Ordinal);
            Assert.EndsWith("b", Visible.Line($"a{c}b"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_is_visible_is_not_changed_again() => Assert.Equal(Visible.Text(Attack), Visible.Text(Visible.Text(Attack)));

    [Fact]
    public void An_error_shows_no_control_character_and_keeps_them()
    {
        var error = Error.StepNotFound(1, Attack, Attack);

        AssertHarmless(error.ToString(), except: "\n\t");
        AssertHarmless(new JobOpsException(error).Message, except: "\n\t");
        Assert.Contains(Attack, error.What, StringComparison.Ordinal);
        // Its first line is what failed, whatever stands in it.
        Assert.StartsWith("Run 1 has no step", error.ToString().Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("Run 7 Succeeded", error.ToString().Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_note_as_Markdown_shows_none()
    {
        var path = TouchedPath.Read("/not/there") with { Path = Attack, Value = $"-> {Attack}" };
        var markdown = ChangeNoteMarkdown.Write(new()
        {
            RunId = 1, JobName = Attack, Reason = Attack, Command = Attack, WrittenBy = Attack,
            Files = [new(Attack, Attack, path, path)],
        });

        AssertHarmless(markdown, except: "\n\t");
        // A heading, three items, and a table of one row: no text begins a line of its own.
        Assert.All(markdown.Split('\n'), line => Assert.Matches(@"^($|## |- |\| )", line));
    }

    static void AssertHarmless(string text, string except)
    {
        for (var at = 0; at < text.Length; at++)
            Assert.True(!char.IsSurrogate(text[at]) || char.IsSurrogatePair(text, char.IsLowSurrogate(text[at]) ? at - 1 : at));
        Assert.All(
        text.EnumerateRunes().Where(rune => !except.Contains(rune.ToString(), StringComparison.Ordinal)),
        rune => Assert.True(
            Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)
            && rune.Value is not (>= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069),
            $"U+{rune.Value:X4} in {Visible.Line(text)}"));
    }
}
