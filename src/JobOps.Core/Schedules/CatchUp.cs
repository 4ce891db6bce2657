namespace JobOps.Schedules;

/// <summary>What becomes of slots whose time passed while nobody could schedule them.</summary>
public enum CatchUp
{
    /// <summary>None of them runs later than <see cref="SlotPlan.OnTime"/>.</summary>
    None,
    /// <summary>The newest of them runs.</summary>
    Last,
    /// <summary>Each of them runs.</summary>
    All,
}
