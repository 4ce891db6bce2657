using System.Text;

namespace JobOps.Execution.Tests;

/// <summary>What a process prints becomes text, whatever it writes, and wherever its bytes are parted.</summary>
public sealed class OutputDecoderTests
{
    static readonly Encoding s_western = CodePagesEncodingProvider.Instance.GetEncoding(850)!;
    static readonly Encoding s_japanese = CodePagesEncodingProvider.Instance.GetEncoding(932)!;

    static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    public static TheoryData<byte[], int, string> Outputs => new()
    {
        { Utf8("Größe → 5\nfertig"), 0, "Größe → 5\nfertig" },
        { Utf8("Größe → 5\nfertig"), 850, "Größe → 5\nfertig" },
        { [0xEF, 0xBB, 0xBF, .. Utf8("{\"ü\":1}")], 0, "{\"ü\":1}" },
        { [0xEF, 0xBB, 0xBF, .. Utf8("{\"ü\":1}")], 850, "{\"ü\":1}" },
        { [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("Größe →\r\n")], 0, "Größe →\r\n" },
        { [0xFE, 0xFF, .. Encoding.BigEndianUnicode.GetBytes("Größe →\r\n")], 850, "Größe →\r\n" },
        { s_western.GetBytes("Größe: übel\r\nok"), 850, "Größe: übel\r\nok" },
        { s_japanese.GetBytes("表示 ソート\nok"), 932, "表示 ソート\nok" }, // their second bytes are backslashes
        { [.. Utf8("größer\n"), .. s_western.GetBytes("größer\n"), .. Utf8("größer")], 850, "größer\ngrößer\ngrößer" },
        { [.. "a"u8, 0xFF, 0xE4, .. "b\n"u8, 0xC3], 0, @"a\xFF\xE4b" + "\n" + @"\xC3" },
        { [], 0, "" },
        { [0xEF], 0, @"\xEF" },
        { [0xFF], 850, s_western.GetString([0xFF]) },
        { [0xEF, 0xBB], 850, s_western.GetString([0xEF, 0xBB]) },
    };

    [Theory]
    [MemberData(nameof(Outputs))]
    public void Every_character_is_what_was_meant(byte[] bytes, int codePage, string expected)
    {
        var encoding = codePage == 0 ? null : CodePagesEncodingProvider.Instance.GetEncoding(codePage);

        Assert.Equal(expected, Decode(new(encoding), bytes));
        Assert.Equal(expected, Decode(new(encoding), [.. bytes.Select(one => (byte[])[one])]));
        for (var cut = 0; cut <= bytes.Length; cut++)
            Assert.Equal(expected, Decode(new(encoding), bytes[..cut], bytes[cut..]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(850)]
    public void What_does_not_end_is_decoded_all_the_same(int codePage)
    {
        var text = string.Concat(Enumerable.Repeat("x→ü€😀", 20_000));
        var bytes = Utf8(text);
        var decoder = new OutputDecoder(codePage == 0 ? null : s_western);

        Assert.Equal(text, Decode(decoder, [.. bytes.Chunk(1000)]));
    }

    [Fact]
    public void A_question_without_a_line_break_is_there_at_once()
    {
        var decoder = new OutputDecoder(s_western);

        Assert.Equal("Size of ", decoder.Decode([.. "Size of "u8, 0x94]));
        Assert.Equal("ö? (y/n)", decoder.Decode("? (y/n)"u8) + decoder.End());
    }

    static string Decode(OutputDecoder decoder, params byte[][] pieces) =>
        string.Concat(pieces.Select(piece => decoder.Decode(piece))) + decoder.End();
}
