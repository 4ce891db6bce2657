namespace JobOps.Notifications;

/// <summary>Whether a test has arrived.</summary>
/// <param name="Receiver">Who was to get it.</param>
/// <param name="Method">How it was sent.</param>
/// <param name="Arrived">The receiver has taken it.</param>
/// <param name="Problem">Why not; null where it has.</param>
/// <param name="At">When it was sent.</param>
public sealed record NotificationTest(string Receiver, NotificationMethod Method, bool Arrived, string? Problem, DateTimeOffset At);
