using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace JobOps.Schedules;

/// <summary>When a job is due by itself. Each due time is a slot, and each slot a run at most.</summary>
public sealed record JobSchedule
{
    /// <summary>The time zone of a schedule that names none.</summary>
    public const string Utc = "UTC";

    /// <summary>Unique in a ledger, compared without regard to case.</summary>
    public required string Name { get; init; }
    public required string JobName { get; init; }
    /// <summary>A cron expression of five or six fields, or a word such as <c>@daily</c>; null where <see cref="Every"/> says
    /// when.</summary>
    public string? Cron { get; init; }
    /// <summary>As often, counted from midnight of 1970-01-01 UTC; null where <see cref="Cron"/> says when.</summary>
    public TimeSpan? Every { get; init; }
    /// <summary>The IANA name of the zone whose clocks <see cref="Cron"/> and <see cref="ExceptDate"/> go by.</summary>
    public string TimeZone { get; init; } = Utc;
    /// <summary>Dates in that zone without slots, in their order.</summary>
    public IReadOnlyList<DateOnly> ExceptDate { get; init; } = [];
    public CatchUp CatchUp { get; init; }
    /// <summary>A slot that is older is not caught up; null for no limit.</summary>
    public TimeSpan? CatchUpWithin { get; init; }
    /// <summary>Slots are due up to so much later, always by the same part of it: see <see cref="Delay"/>. Null for no later.</summary>
    public TimeSpan? Jitter { get; init; }
    /// <summary>What the job is started with, by name: string, long, decimal, double or bool.</summary>
    public IReadOnlyDictionary<string, object?> Parameters { get; init; } = new Dictionary<string, object?>();
    /// <summary>The environment of its runs; null for none.</summary>
    public string? Environment { get; init; }

    /// <summary>It stands in the file of its job, and comes and goes with it.</summary>
    public bool OfJobFile { get; init; }
    /// <summary>The slot that comes next; null where there is none.</summary>
    public DateTimeOffset? NextSlot { get; init; }
    /// <summary>When that slot is due, or tried again; null while the schedule is suspended, and where there is none.</summary>
    public DateTimeOffset? DueAt { get; init; }
    /// <summary>The last slot that was passed: it has a run, or a row that says why not.</summary>
    public DateTimeOffset? LastSlot { get; init; }
    /// <summary>The run of the last slot that had one. It may have been purged since.</summary>
    public long? LastRunId { get; init; }
    /// <summary>What keeps its last slot from being a run, in words; null where nothing does.</summary>
    public string? Problem { get; init; }
    public DateTimeOffset? SuspendedAt { get; init; }
    public string? SuspendedBy { get; init; }
    public string? SuspendedReason { get; init; }
    public DateTimeOffset SetAt { get; init; }
    public string SetBy { get; init; } = "";
    /// <summary>Counts each change and each pass of slots: who acts on an older one acts on nothing.</summary>
    public long Revision { get; init; }
    /// <summary>The database's clock when this object was read.</summary>
    public DateTimeOffset ReadAt { get; init; }
    /// <summary>True when the schedule was so already and nothing was changed.</summary>
    public bool Unchanged { get; init; }

    public bool IsSuspended => SuspendedAt is not null;

    /// <summary>How much later than its slots it is due: a part of <see cref="Jitter"/> that its name decides, so that many schedules
    /// of one time do not all begin at once, and each of them always begins at the same.</summary>
    public TimeSpan Delay()
    {
        if (Jitter is not { } jitter)
            return TimeSpan.Zero;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Name.ToLowerInvariant()));
        return TimeSpan.FromMilliseconds(BinaryPrimitives.ReadUInt64BigEndian(hash) % ((ulong)jitter.TotalMilliseconds + 1));
    }

    /// <summary>The idempotency key of the run of a slot.</summary>
    public string KeyOf(DateTimeOffset slot) =>
        FormattableString.Invariant($"schedule:{Name}@{slot.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");
}
