namespace JobOps.Execution.Tests;

/// <summary>What cmd is told for a batch file. That cmd reads it back so is tested on Windows.</summary>
public sealed class BatchCommandLineTests
{
    const string File = @"C:\my tools\show.cmd";
    const string Begin = """/e:ON /v:OFF /d /c ""C:\my tools\show.cmd" """;

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData(@"C:\a\b.txt", @"C:\a\b.txt")]
    [InlineData("--name", "--name")]
    [InlineData("größe", "größe")]
    [InlineData("", "\"\"")]
    [InlineData("a b", "\"a b\"")]
    [InlineData("a^b|c", "\"a^b|c\"")]
    [InlineData("a=b,c;d", "\"a=b,c;d\"")] // to a batch file they part arguments
    [InlineData("a!b!", "\"a!b!\"")]
    [InlineData("x\"&echo INJECTED&\"", "\"x\"\"&echo INJECTED&\"\"\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData(@"a\""b", @"""a\\""""b""")]
    [InlineData(@"C:\a b\", @"""C:\a b\\""")]
    [InlineData(@"C:\a\", @"""C:\a\\""")]
    [InlineData(@"a\\b c", @"""a\\b c""")]
    [InlineData("%PATH%", "\"%%cd:~,%PATH%%cd:~,%\"")]
    [InlineData("50%", "\"50%%cd:~,%\"")]
    public void Nothing_in_an_argument_means_anything_to_cmd(string argument, string expected) =>
        Assert.Equal($"{Begin}{expected}\"", BatchCommandLine.Write(File, [argument]));

    [Fact]
    public void The_path_has_quotes_in_any_case_and_the_whole_has_its_own() =>
        Assert.Equal(
            """/e:ON /v:OFF /d /c ""C:\a.cmd" 1 "2 3""" + "\"\"", BatchCommandLine.Write(@"C:\a.cmd", ["1", "2 3"]));

    [Theory]
    [InlineData("a\nb")]
    [InlineData("a\r")]
    [InlineData("a\0b")]
    public void What_cmd_cannot_be_told_is_refused(string argument)
    {
        var exception = Assert.Throws<BatchArgumentException>(() => BatchCommandLine.Write(File, ["first", argument]));

        Assert.StartsWith("argument 2 ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cmd_would_cut_off_is_refused()
    {
        var rest = new string('a', 8000 - $"{Begin}\"".Length);

        Assert.Equal(8000, BatchCommandLine.Write(File, [rest]).Length);
        Assert.Throws<BatchArgumentException>(() => BatchCommandLine.Write(File, [rest + "a"]));
    }

    [Theory]
    [InlineData(@"C:\a.cmd", true)]
    [InlineData(@"C:\a.BAT", true)]
    [InlineData(@"C:\cmd.exe", false)]
    [InlineData(@"C:\cmd", false)]
    public void Only_batch_files_are_cmd_s(string file, bool expected) => Assert.Equal(expected, BatchCommandLine.IsNeeded(file));
}
