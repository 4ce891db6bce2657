using FsCheck;
using FsCheck.Fluent;
using JobOps.Measurements;

namespace JobOps.Core.Tests.Measurements;

/// <summary>What a ledger keeps of samples is what was measured, to the last bit.</summary>
public class SampleCodecTests
{
    static readonly Gen<double> s_numbers = Gen.OneOf(
        ArbMap.Default.GeneratorFor<double>(),
        Gen.Elements(0, -0.0, double.NaN, double.MaxValue, double.Epsilon, double.NegativeInfinity, 1e12, 0.1 + 0.2),
        ArbMap.Default.GeneratorFor<int>().Select(value => value / 1000.0));

    static readonly Gen<long> s_integers = Gen.OneOf(
        ArbMap.Default.GeneratorFor<int>().Select(value => (long)value), Gen.Elements(0, long.MaxValue, long.MinValue));

    static readonly Gen<string> s_errors = Gen.OneOf(
        Gen.Elements("timeout", "status 503", "", "\ud800", "a\0b"),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get));

    static readonly Gen<Sample> s_samples =
        from due in s_numbers
        from value in s_numbers
        from round in Known(ArbMap.Default.GeneratorFor<int>())
        from status in Known(ArbMap.Default.GeneratorFor<int>())
        from error in s_errors.OrNull()
        from bytes in Known(s_integers)
        from cache in Known(Gen.Elements(Enum.GetValues<CacheStatus>()))
        from age in Known(s_integers)
        from calls in Known(s_integers)
        from reused in Known(Gen.Elements(true, false))
        from dns in Known(s_numbers)
        from connect in Known(s_numbers)
        from tls in Known(s_numbers)
        from firstByte in Known(s_numbers)
        select new Sample
        {
            DueMs = due, Value = value, Round = round, Status = status, Error = error, Bytes = bytes, Cache = cache, AgeSeconds = age,
            DatabaseCalls = calls, ReusedConnection = reused, DnsMs = (float?)dns, ConnectMs = (float?)connect, TlsMs = (float?)tls,
            FirstByteMs = (float?)firstByte,
        };

    [Fact]
    public void Every_field_of_every_sample_comes_back() =>
        Prop.ForAll(s_samples.ArrayOf().ToArbitrary(), samples => Same(samples, SampleCodec.Read(SampleCodec.Write(samples))))
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    [Fact]
    public void What_nobody_knows_is_null_and_not_zero()
    {
        var unknown = Assert.Single(SampleCodec.Read(SampleCodec.Write([new() { DueMs = 0, Value = 1 }])));

        Assert.Equal(new Sample { DueMs = 0, Value = 1 }, unknown);
        Assert.Null(unknown.DatabaseCalls);
    }

    [Fact]
    public void A_chunk_of_plain_times_takes_less_than_six_characters_a_sample()
    {
        var random = new Random(1);
        Sample[] samples =
        [
            .. Enumerable.Range(0, SampleCodec.ChunkSize).Select(n => new Sample
            {
                DueMs = n * 10, Value = Math.Round(20 + random.NextDouble() * 4, 3), Status = 200, Bytes = 5120, ReusedConnection = n > 0,
                FirstByteMs = null,
            }),
        ];

        Assert.InRange(SampleCodec.Write(samples).Length, 1, samples.Length * 6);
        Assert.Equal(samples, SampleCodec.Read(SampleCodec.Write(samples)));
    }

    [Fact]
    public void More_than_a_chunk_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleCodec.Write(new Sample[SampleCodec.ChunkSize + 1]));

    [Theory]
    [InlineData("")]
    [InlineData("no base64")]
    [InlineData("AAAA")]
    public void A_text_that_holds_no_samples_is_refused(string text) =>
        Assert.Throws<InvalidDataException>(() => SampleCodec.Read(text));

    [Fact]
    public void A_text_that_was_cut_is_refused()
    {
        var bytes = Convert.FromBase64String(SampleCodec.Write([new() { DueMs = 1, Value = 2, Error = "timeout" }]));

        for (var length = 0; length < bytes.Length - 1; length++)
            Assert.Throws<InvalidDataException>(() => SampleCodec.Read(Convert.ToBase64String(bytes, 0, length)));
    }

    static bool Same(IReadOnlyList<Sample> written, IReadOnlyList<Sample> read) =>
        written.SequenceEqual(read)
        // 0 equals -0, and is not the same.
        && written.Zip(read).All(pair => Bits(pair.First) == Bits(pair.Second));

    static long Bits(Sample sample) => BitConverter.DoubleToInt64Bits(sample.Value);

    static Gen<T?> Known<T>(Gen<T> values)
        where T : struct =>
        Gen.OneOf(Gen.Constant<T?>(null), values.Select(value => (T?)value));
}
