using System.Text;

namespace JobOps.Execution.Tests;

/// <summary>What is passed on of a process's output: all of it, at once, but for its secrets.</summary>
public sealed class PassedOutputTests
{
    [Theory]
    [InlineData("a|b\n|\n|c", "ab\n\nc")] // at once, piece by piece
    [InlineData("pass|word", "***")] // parted
    [InlineData("my pass|word is", "my *** is")]
    [InlineData("p|a|s|s|word.", "***.")]
    [InlineData("pass|port", "passport")] // only looked like one
    [InlineData("pass", "pass")] // ended before it was one
    [InlineData("passpassword", "pass***")]
    [InlineData("passwordpassword", "******")]
    [InlineData("password123", "***")] // the longer one that begins with the shorter one
    [InlineData("password12", "***12")]
    [InlineData("pässword|ü", "pässword***")]
    public void Secrets_are_masked_wherever_the_pieces_end(string pieces, string expected)
    {
        var passed = Pass(pieces.Split('|'), "password", "password123", "ü");

        Assert.Equal(expected, string.Concat(passed));
    }

    [Fact]
    public void What_cannot_be_a_secret_is_not_held_back()
    {
        var passed = new List<string>();
        var output = new PassedOutput(new(["password"]), bytes => passed.Add(Encoding.UTF8.GetString(bytes.Span)));

        output.Write("sure? pa"u8);

        Assert.Equal(["sure? "], passed);
    }

    [Fact]
    public void Every_byte_is_kept_where_there_are_no_secrets()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        var passed = new List<byte>();

        new PassedOutput(new([]), bytes => passed.AddRange(bytes.Span)).Write(all);

        Assert.Equal(all, passed);
    }

    [Fact]
    public void A_secret_is_found_wherever_the_output_is_parted()
    {
        const string Text = "one password and passpassword123 and passwor";
        for (var first = 0; first <= Text.Length; first++)
            for (var second = first; second <= Text.Length; second++)
                Assert.Equal(
                    "one *** and pass*** and passwor",
                    string.Concat(Pass([Text[..first], Text[first..second], Text[second..]], "password", "password123")));
    }

    [Theory]
    [InlineData("utf-16")]
    [InlineData("ibm850")]
    public void A_secret_is_found_in_what_Windows_may_write(string name)
    {
        var codePage = CodePagesEncodingProvider.Instance.GetEncoding(850)!;
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        var passed = new List<byte>();
        var output = new PassedOutput(new(["größer"]), bytes => passed.AddRange(bytes.Span), codePage);

        output.Write(encoding.GetBytes("it is größer"));
        output.End();

        Assert.Equal([.. encoding.GetBytes("it is "), .. "***"u8], passed);
    }

    [Fact]
    public void What_a_code_page_cannot_write_is_no_secret_of_it()
    {
        var passed = new List<byte>();
        var output = new PassedOutput(
            new(["表示"]), bytes => passed.AddRange(bytes.Span), CodePagesEncodingProvider.Instance.GetEncoding(850));

        output.Write("??"u8);
        output.End();

        Assert.Equal("??"u8.ToArray(), passed);
    }

    static List<string> Pass(string[] pieces, params string[] secrets)
    {
        var passed = new List<string>();
        var output = new PassedOutput(new(secrets), bytes => passed.Add(Encoding.UTF8.GetString(bytes.Span)));
        foreach (var piece in pieces)
            output.Write(Encoding.UTF8.GetBytes(piece));
        output.End();
        return passed;
    }
}
