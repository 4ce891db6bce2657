using JobOps.Checklists;

namespace JobOps.Execution;

/// <summary>What a kind of check does. What it is stands in JobOps.Core: a <see cref="CheckKind"/>.</summary>
abstract class Look
{
    /// <summary>One for each kind but the one that a person answers; a test holds that none is missing.</summary>
    public static IReadOnlyList<Look> All { get; } =
    [
        new CommandLook(), new HttpLook(), new ProbeLook(), new ScriptLook(), new ChangeLook(), new EnvironmentsLook(),
        new FilePermissionsLook(), new NoSecretsLook(), new SecurityHeadersLook(), new CookiesLook(), new UploadLimitLook(),
        new DirectoryListingLook(), new TlsLook(), new LoggingLook(), new BackupLook(), new ServiceLook(),
        new DiskSpaceLook(), new PendingRestartLook(),
    ];

    public abstract Type CheckType { get; }

    public static Look Of(CheckAction check) => All.First(look => look.CheckType == check.GetType());

    /// <summary>Looks. What it cannot look at (no such file, no such program, no answer) fails, too, and says so.</summary>
    /// <exception cref="Errors.JobOpsException">It could not look.</exception>
    /// <exception cref="IOException">It could not look; also UnauthorizedAccessException, Win32Exception, UriFormatException.</exception>
    public abstract Task<CheckOutcome> LookAsync(CheckAction check, CheckContext context, CancellationToken cancellation);
}

/// <inheritdoc/>
abstract class Look<TCheck> : Look where TCheck : CheckAction
{
    public sealed override Type CheckType => typeof(TCheck);

    public sealed override Task<CheckOutcome> LookAsync(CheckAction check, CheckContext context, CancellationToken cancellation) =>
        LookAsync((TCheck)check, context, cancellation);

    protected abstract Task<CheckOutcome> LookAsync(TCheck check, CheckContext context, CancellationToken cancellation);
}
