using JobOps.Values;

namespace JobOps.Schedules;

/// <summary>A cron expression: which times of day of which days it means, on a clock that is never put forward or back.</summary>
public interface ICron
{
    /// <summary>The next time on that clock; null where none comes.</summary>
    /// <param name="time">A time on that clock.</param>
    /// <param name="inclusive">Whether <paramref name="time"/> itself may be it.</param>
    DateTime? Next(DateTime time, bool inclusive);

    /// <summary>Five or six fields in their plain form: numbers, lists of them, <c>*</c>, and the signs L, W and #.</summary>
    IReadOnlyList<string> Fields { get; }
}

/// <summary>Reads cron expressions.</summary>
public interface ICronReader
{
    /// <exception cref="FormatException">Its message says what is wrong.</exception>
    ICron Read(string expression);
}

/// <summary>The engine's <see cref="ICronReader"/>, which is a package's.</summary>
public static class CronReader
{
    static readonly Lazy<ICronReader> s_instance = new(() => EnginePart.Create<ICronReader>("JobOps.Engine.Schedules.CronosReader"));

    /// <summary>The engine's; loaded at the first use, never before.</summary>
    public static ICronReader Instance => s_instance.Value;
}
