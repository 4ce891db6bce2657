using FsCheck;
using FsCheck.Fluent;
using JobOps.Journal;

namespace JobOps.Core.Tests.Ledger;

/// <summary>The hash of an entry covers every field of it, and where each one ends.</summary>
public class JournalEntryTests
{
    static readonly DateTimeOffset s_at = DateTimeOffset.FromUnixTimeMilliseconds(1_767_225_600_123);

    [Fact]
    public void It_is_the_hash_that_the_documentation_describes() => Assert.Equal(
        // Computed by another program: SHA-256 over each field as UTF-8 with its length, 32-bit, big endian, in front.
        "d222e9600b78ee59972607400232ca223f8f91ef98e8b32f58f80914b85dd152",
        JournalEntry.ComputeHash(JournalEntry.GenesisHash, 7, 1, s_at, "ops@büro", "RunQueued", """{"a":1}"""));

    [Fact]
    public void Every_field_counts()
    {
        string[] hashes =
        [
            Hash(), Hash(previous: "00"), Hash(runId: 8), Hash(sequence: 2), Hash(at: s_at.AddMilliseconds(1)),
            Hash(actor: "b"), Hash(@event: "b"), Hash(data: "b"),
        ];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
    }

    [Fact]
    public void The_zone_of_a_time_does_not_count() =>
        Assert.Equal(Hash(), Hash(at: s_at.ToOffset(TimeSpan.FromHours(5))));

    [Fact]
    public void Moving_text_from_one_field_to_the_next_changes_the_hash() =>
        Prop.ForAll<NonEmptyString, int, int>((text, first, second) =>
        {
            var whole = string.Concat(text.Get.Where(c => !char.IsSurrogate(c)));
            var (one, other) = (Cut(whole, first), Cut(whole, second));
            return (one == other) == (ActorAndEvent(whole, one) == ActorAndEvent(whole, other))
                   && (one == other) == (EventAndData(whole, one) == EventAndData(whole, other));
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true));

    static string ActorAndEvent(string text, int cut) => Hash(actor: text[..cut], @event: text[cut..]);

    static string EventAndData(string text, int cut) => Hash(@event: text[..cut], data: text[cut..]);

    static int Cut(string text, int at) => (int)((uint)at % (uint)(text.Length + 1));

    static string Hash(
        string previous = JournalEntry.GenesisHash, long runId = 7, long sequence = 1, DateTimeOffset? at = null,
        string actor = "a", string @event = "a", string data = "a") =>
        JournalEntry.ComputeHash(previous, runId, sequence, at ?? s_at, actor, @event, data);
}
