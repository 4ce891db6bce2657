namespace JobOps.Cmdlets.Tests.Shell;

/// <summary>A ledger in which something has happened already. Whoever changes it does so to its own jobs and queues.</summary>
public sealed class StockedLedger
{
    /// <summary>Makes the ledger and connects it.</summary>
    public StockedLedger(TestShell shell)
    {
        Location = shell.NewLedger();
        shell.Register("site-release", ["true", "true"], """
            "parameters": { "version": { "type": "integer", "required": true, "minimum": 1 },
              "mode": { "type": "string", "allowed": ["fast", "safe"] }, "token": { "type": "string", "secret": true } }
            """);
        shell.Register("site-check", ["true"]);
        shell.Register("broken", ["echo one", "echo on fire; exit 3"]);
        shell.Register("frozen", ["true"]);
        shell.Run("""
            $null = Start-Job site-release -Parameter @{ version = 1 } -Environment staging -IdempotencyKey release-1 -Wait
            $null = Start-Job broken -Wait -ErrorAction SilentlyContinue
            $null = Start-Job site-check -Queue images -Environment production -IdempotencyKey 'night 7'
            Disable-JobDefinition frozen -Reason 'freeze until Monday'
            Set-JobQueue paused -NoLimit
            Suspend-JobQueue paused -Reason 'storage is being moved'
            Set-JobEnvironment staging @{ url = 'http://staging.example' }
            Set-JobSchedule nightly site-check -Cron '15 2 1 1 *' -TimeZone Europe/Dublin
            Set-JobSchedule resting site-release -Every 720h -Parameter @{ version = 1 }
            Suspend-JobSchedule resting
            'ops', 'quiet' | ForEach-Object { Set-JobNotification $_ -Command true -On JournalBroken }
            Suspend-JobNotification quiet
            Register-CacheRule products '/shop/*' -Ttl 10m -ShouldCache /shop/p/1 -Why 'nine of ten requests'
            $words = @{
                Owner = 'shop team'; ExpectedResult = 'It is faster.'; RollbackNote = 'git revert'
                CurrentBehavior = @{ Route = '/'; ExpectedInput = 'none'; SlowQuery = 'GET /'; NoticedAt = 'the start page' }
            }
            $null = New-Change 'New banner' -Scope /banner @words
            $null = New-Change 'Cache the page' -Scope /page @words
            $null = 1..20 | Measure-Baseline C2 -Phase Before -Unit ms
            Set-Change C2 -Status Applied -Command 'vi site.conf'
            $null = 21..40 | Measure-Baseline C2 -Phase After -Unit ms
            """).Succeeded();
    }

    /// <summary>Run 1 of site-release has succeeded, in staging.</summary>
    public const long Succeeded = 1;

    /// <summary>Run 2 of broken has failed in its second step.</summary>
    public const long Failed = 2;

    /// <summary>Run 3 of site-check waits in queue images, for production.</summary>
    public const long Queued = 3;

    /// <summary>Change C1 is open; change C2 is applied, and measured before and after.</summary>
    public const string Measured = "C2";

    /// <summary>Where it is.</summary>
    public string Location { get; }

    /// <summary>When and how far its file was written last: it changes with every commit. SQLite's lock on a file goes when
    /// the process closes any handle of it, so the file is looked at and not opened.</summary>
    public IReadOnlyList<string> Written =>
        [.. new[] { "", "-wal" }.Select(suffix => new FileInfo(Location["sqlite:".Length..] + suffix))
            .Select(file => FormattableString.Invariant($"{file.Name} {file.Length} {file.LastWriteTimeUtc.Ticks}"))];
}
