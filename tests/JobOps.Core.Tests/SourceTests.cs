using System.Text.RegularExpressions;
using JobOps.Harness;

namespace JobOps.Core.Tests;

/// <summary>What holds for the text of every source file, and what the compiler does not look at.</summary>
public sealed partial class SourceTests
{
    static readonly string[] s_made = ["bin", "obj", "artifacts"];

    [Fact]
    public void No_line_of_code_is_longer_than_the_editor_is_told()
    {
        var longest = int.Parse(LineLength().Match(File.ReadAllText(Checkout.PathOf(".editorconfig"))).Groups["length"].ValueSpan);
        var files = Files(Checkout.Root, "*.cs").ToList();

        Assert.True(files.Count > 300, "the files were not found");
        Assert.Empty(
            from file in files
            from line in File.ReadLines(file).Index()
            where line.Item.Length > longest
            select $"{Path.GetRelativePath(Checkout.Root, file)}:{line.Index + 1} has {line.Item.Length} characters");
    }

    [Fact]
    public void The_recipes_name_files_that_there_are()
    {
        var named = PathInText().Matches(File.ReadAllText(Checkout.PathOf("CONTRIBUTING.md")))
            .Select(match => match.Value).Where(path => !path.Split('/').Contains("bin")).ToList();

        Assert.True(named.Count > 30, "the paths were not found");
        Assert.All(named, path => Assert.True(Path.Exists(Checkout.PathOf(path)), path));
    }

    // Whatever is built is no source, and a folder that begins with a dot is a tool's.
    static IEnumerable<string> Files(string folder, string pattern) => Directory.GetFiles(folder, pattern).Concat(
        Directory.GetDirectories(folder)
            .Where(inner => Path.GetFileName(inner) is var name && !s_made.Contains(name) && !name.StartsWith('.'))
            .SelectMany(inner => Files(inner, pattern)));

    [GeneratedRegex(@"^max_line_length = (?<length>\d+)$", RegexOptions.Multiline)]
    private static partial Regex LineLength();

    // One with a placeholder in it goes on after what is matched, and is none.
    [GeneratedRegex(@"(?<![\w./])(src|tests|module|docs|scripts|en-US)/[\w./-]*\w(?![\w./<*-])")]
    private static partial Regex PathInText();
}
