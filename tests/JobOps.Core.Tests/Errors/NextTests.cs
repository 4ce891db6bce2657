using System.Diagnostics;
using JobOps.Errors;
using JobOps.Harness;

namespace JobOps.Core.Tests.Errors;

/// <summary>A command that an error suggests is safe to paste, whatever a name in it holds.</summary>
public class NextTests
{
    static readonly string[] s_hostile =
    [
        "plain", "a b", "", "a'b", "''", "$HOME", "$(id)", "`id`", "a;b", "a|b", "a&b", "a\"b", "\\", "a\\'b", "*", "~",
        "-rf", "#x", "a\nb", "é", "{0}", "@(1)", "%PATH%", "!x", "<x>", "\u2018; id; \u2019", "\u201A\u201B",
    ];

    public static TheoryData<string> Plain => ["site-release", "./a.job.json", "/srv/x_1.json", "sqlite:a=b"];

    [Theory]
    [MemberData(nameof(Plain))]
    public void A_plain_word_stays_plain(string word)
    {
        Assert.Equal(word, Next.Shell(word));
        Assert.Equal(word, Next.PowerShell(word));
    }

    [Fact]
    public async Task A_posix_shell_reads_each_word_back_as_it_was()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "there is no /bin/sh on this machine");

        var command = $"printf '%s\\0' {string.Join(' ', s_hostile.Select(Next.Posix))}";

        Assert.Equal(s_hostile, await ReadBackAsync("/bin/sh", ["-c", command]));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData(@"C:\jobs\a.json", @"C:\jobs\a.json")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("", "\"\"")]
    [InlineData("a&b|c^d", "\"a&b|c^d\"")]
    [InlineData("it's", "\"it's\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData(@"C:\my jobs\", @"""C:\my jobs\\""")]
    [InlineData(@"a\""b c", @"""a\\""""b c""")]
    [InlineData(@"a\\b c", @"""a\\b c""")]
    public void Cmd_and_a_program_of_DotNet_read_each_word_back_as_it_was(string word, string expected) =>
        Assert.Equal(expected, Next.Cmd(word));

    [Fact]
    public void What_is_suggested_is_for_the_shell_of_this_system() =>
        Assert.Equal(OperatingSystem.IsWindows() ? "\"a b\"" : "'a b'", Next.Shell("a b"));

    [Fact]
    public async Task PowerShell_reads_each_word_back_as_it_was()
    {
        var powerShell = RealPowerShell.Require();
        var command =
            $$"""
            [Console]::OutputEncoding = [Text.Encoding]::UTF8
            function Show { $args | ForEach-Object { [Console]::Write($_ + [char]0) } }
            Show {{string.Join(' ', s_hostile.Select(Next.PowerShell))}}
            """;

        Assert.Equal(s_hostile, await ReadBackAsync(
            powerShell.File, [.. powerShell.Arguments, "-NoProfile", "-NonInteractive", "-Command", command]));
    }

    [Fact]
    public void A_suggestion_quotes_what_it_names()
    {
        Assert.Equal(new("Enable-JobDefinition 'a b'", "jobops enable 'a b'"), Next.EnableJob("a b"));
        Assert.Equal(
            new("Register-JobDefinition -Path 'it''s.json'", @"jobops apply 'it'\''s.json'"),
            Next.Register("it's.json"));
        Assert.Equal(new("Invoke-Rollback 7 -Force", "jobops rollback 7 --force"), Next.Rollback(7, force: true));
    }

    static async Task<string[]> ReadBackAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            StandardOutputEncoding = System.Text.Encoding.UTF8,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        await process.EndAsync();
        return (await output).Split('\0')[..^1];
    }
}
