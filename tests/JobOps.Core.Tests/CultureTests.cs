using System.Globalization;
using JobOps.Changes;
using JobOps.Errors;
using JobOps.Wording;

namespace JobOps.Core.Tests;

/// <summary>What is stored, or read elsewhere, is written the same whatever the culture of the machine that writes it.</summary>
public sealed class CultureTests : IDisposable
{
    static readonly DateTimeOffset s_time = new(2026, 5, 1, 14, 5, 0, TimeSpan.Zero);

    readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public CultureTests()
    {
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        other.DateTimeFormat.TimeSeparator = ".";
        CultureInfo.CurrentCulture = other;
    }

    public void Dispose() => CultureInfo.CurrentCulture = _before;

    [Fact]
    public void The_time_of_a_change_note() => Assert.Contains(
        "noted 2026-05-01 14:05 UTC",
        ChangeNoteMarkdown.Write(new() { RunId = 1, Reason = "r", Command = "c", WrittenAt = s_time }), StringComparison.Ordinal);

    [Fact]
    public void The_time_in_an_error() =>
        Assert.Equal("a start by 2026-05-01 14:05:00 UTC", Error.StartMissed(1, s_time).Expected);
}
