namespace JobOps.Notifications;

/// <summary>Of what somebody may be told.</summary>
public enum NotificationEvent
{
    /// <summary>A run has failed and is not tried again, or nobody knows how it ended.</summary>
    Failed,
    /// <summary>A job that had failed has succeeded.</summary>
    Recovered,
    /// <summary>A slot of a schedule has no run.</summary>
    SlotMissed,
    ApprovalWanted,
    /// <summary>A run takes, or took, longer than the runs before it.</summary>
    RanLong,
    /// <summary>A run has succeeded in less time than the runs before it.</summary>
    RanShort,
    /// <summary>A worker has died, or stood still, with a run in hand.</summary>
    LeaseLost,
    /// <summary>What was to follow a run was refused.</summary>
    ContinuationRefused,
    /// <summary>The journal is not as it was written.</summary>
    JournalBroken,
    /// <summary>Somebody tries whether a notification arrives.</summary>
    Test,
}
