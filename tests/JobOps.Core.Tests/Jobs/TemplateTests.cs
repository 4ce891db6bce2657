using FsCheck;
using FsCheck.Fluent;
using JobOps.Jobs;

namespace JobOps.Core.Tests.Jobs;

/// <summary>Placeholders fill a part of one text, and their values are never looked at again.</summary>
public class TemplateTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    [InlineData("${a}", "<a>")]
    [InlineData("x${a}y${b.c}z", "x<a>y<b.c>z")]
    [InlineData("$${a}", "${a}")]
    [InlineData("$$${a}", "$${a}")]
    [InlineData("$a {b} $ }", "$a {b} $ }")]
    [InlineData("${}", "<>")]
    public void Placeholders_are_filled_and_escapes_are_not(string text, string expected) =>
        Assert.Equal(expected, Template.Parse(text).Expand(name => $"<{name}>"));

    [Theory]
    [InlineData("${", 1)]
    [InlineData("ab${c", 3)]
    [InlineData("${a${b}", 1)]
    public void A_placeholder_without_an_end_is_refused_with_its_place(string text, int character)
    {
        var error = Assert.Throws<FormatException>(() => Template.Parse(text));

        Assert.Contains($"at character {character} ", error.Message);
    }

    [Fact]
    public void It_tells_its_placeholders() =>
        Assert.Equal(["a", "b.c", "a"], Template.Parse("${a}$${x}${b.c}${a}").Placeholders);

    [Fact]
    public void Templates_of_the_same_text_are_equal()
    {
        Assert.Equal(Template.Parse("${a}"), Template.Parse("${a}"));
        Assert.NotEqual(Template.Parse("${a}"), Template.Parse("$${a}"));
    }

    [Fact]
    public void A_template_stands_for_its_text_and_is_none_itself()
    {
        HashSet<object> different = [Template.Parse("${a}"), Template.Parse("${a}"), Template.Parse("a"), "a"];

        Assert.Equal(3, different.Count);
        Assert.Equal("x${a}", $"{Template.Parse("x${a}")}");
    }

    [Fact]
    public void A_value_is_put_in_as_it_is_even_if_it_looks_like_a_placeholder() =>
        Prop.ForAll<NonNull<string>, NonNull<string>>((first, second) =>
            Template.Parse("${a}-${b}").Expand(name => name == "a" ? first.Get + "${b}" : second.Get)
            == first.Get + "${b}-" + second.Get).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void Any_text_can_be_written_by_escaping() =>
        Prop.ForAll<NonNull<string>>(text =>
        {
            var hostile = text.Get + "${" + text.Get + "$${}";
            var template = Template.Parse(hostile.Replace("${", "$${", StringComparison.Ordinal));
            return !template.Placeholders.Any() && template.Expand(_ => "lost") == hostile;
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));
}
