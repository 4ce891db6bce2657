using System.CommandLine;
using JobOps.Agent.Changes;
using JobOps.Agent.Demo;
using JobOps.Agent.Exec;
using JobOps.Agent.Jobs;
using JobOps.Agent.Ledgers;
using JobOps.Agent.Queues;
using JobOps.Agent.Rollbacks;
using JobOps.Agent.Runs;
using JobOps.Agent.Workers;

namespace JobOps.Agent.CommandLine;

/// <summary><c>jobops</c> itself: its options, which every command takes, and its commands.</summary>
sealed class JobOpsRootCommand : RootCommand
{
    public JobOpsRootCommand(StopSignals signals)
        : base("The job ledger: runs that are idempotent, resumable, reversible and provable.")
    {
        Add(GlobalOptions.Ledger);
        Add(GlobalOptions.Json);
        Add(GlobalOptions.NoColor);

        Add(new InitCommand());
        Add(new LedgerCommand());
        Add(new ApplyCommand());
        Add(new JobsCommand());
        Add(new EnableCommand());
        Add(new DisableCommand());
        Add(new StartCommand());
        Add(new ExecCommand());
        Add(new RunsCommand());
        Add(new RunCommand());
        Add(new StepsCommand());
        Add(new LogCommand());
        Add(new RestartCommand());
        Add(new StopCommand());
        Add(new PurgeCommand());
        Add(new QueuesCommand());
        Add(new SuspendCommand());
        Add(new ResumeCommand());
        Add(new LimitCommand());
        Add(new PartitionCommand());
        Add(new WorkerCommand(signals));
        Add(new WorkersCommand());
        Add(new PowerShellCommand());
        Add(new RollbackCommand());
        Add(new NoteCommand());
        Add(new NotesCommand());
        Add(new VerifyCommand());
        Add(new DigestCommand());
        Add(new ExportCommand());
        Add(new ImportCommand());
        Add(new JournalCommand());
        Add(new DemoCommand());
        Add(new DemoSiteCommand());
    }
}
