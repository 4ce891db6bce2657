using JobOps.Agent.CommandLine;
using JobOps.Execution;
using JobOps.Ledger;

namespace JobOps.Agent.Services;

/// <summary>A worker as a systemd unit.</summary>
static class SystemdUnit
{
    const string Name = "jobops-worker";
    const string EnvironmentFile = $"/etc/jobops/{Name}.env";

    /// <summary>After the drain time the rest is given back: its processes are ended, and that is written down.</summary>
    static readonly TimeSpan s_giveBack = TimeSpan.FromSeconds(30);

    /// <summary>The unit.</summary>
    public static ServiceFile For(WorkerOptions options) => new($"{Name}.service", $"""
        # A JobOps worker. To install it (changes of your own belong into a drop-in: systemctl edit {Name}):
        #   install -D -m 600 {Name}.env {EnvironmentFile}
        #   install -m 644 {Name}.service /etc/systemd/system/
        #   systemctl daemon-reload && systemctl enable --now {Name}

        [Unit]
        Description=JobOps worker
        Wants=network-online.target
        After=network-online.target
        # A ledger that is away for an hour must not keep the worker away for good.
        StartLimitIntervalSec=0

        [Service]
        Type=notify
        NotifyAccess=main
        ExecStart={string.Join(' ', WorkerCommandLine.For(ThisExecutable.Words, options).Select(SystemdWords.Quote))}
        # Where the ledger is, with its password if it needs one: never here, where everybody can read it.
        EnvironmentFile={EnvironmentFile}
        {Runtime()}Restart=on-failure
        RestartSec=5s
        # A wrong command line, a missing right, a ledger that is not set up: starting again does not help.
        RestartPreventExitStatus=64 77 78
        # The claim loop itself says that it is alive. One that hangs is ended and started again.
        WatchdogSec=2min
        # TERM goes to the worker alone: it ends its runs in order, or gives them back. What is left then is killed.
        KillMode=mixed
        TimeoutStopSec={(long)(options.DrainTime + s_giveBack).TotalSeconds}s
        # Each step gets a cgroup below this unit's, so that whatever it starts is known and can be ended.
        Delegate=yes
        # A step that eats all memory is the end of that step and not of the worker.
        OOMPolicy=continue
        # What a process held in memory, secrets too, stays off the disk.
        LimitCORE=0
        # A job may do whatever its account may, so nothing more is forbidden here. What your jobs can do without, take
        # away in a drop-in: User=, NoNewPrivileges=yes (no sudo), ProtectSystem=full (no change of /usr), PrivateTmp=yes.

        [Install]
        WantedBy=multi-user.target

        """.ReplaceLineEndings("\n"));

    /// <summary>The variables that the unit reads.</summary>
    public static ServiceFile EnvironmentFor(LedgerLocation ledger) => new(
        $"{Name}.env",
        $"# Where the ledger is: sqlite:<absolute path> or sqlserver:<connection string>. Only root may read this file.\n" +
        $"{LedgerLocation.EnvironmentVariable}={SystemdWords.QuoteValue(ledger.ToEnvironmentValue())}\n",
        Secret: true);

    // A .NET that is not in one of the usual places is found by this variable only.
    static string Runtime() => Environment.GetEnvironmentVariable("DOTNET_ROOT") is { Length: > 0 } root
        ? $"Environment={SystemdWords.Quote($"DOTNET_ROOT={root}")}\n"
        : "";
}
