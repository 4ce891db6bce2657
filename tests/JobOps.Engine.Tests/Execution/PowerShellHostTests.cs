using JobOps.Execution;
using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Engine.Tests.Execution;

/// <summary>A worker whose PowerShell is none: programs that hang, end, or say what nobody understands.</summary>
public sealed class PowerShellHostTests : ExecutionTest
{
    const string Pipe = "CoreFxPipe_";

    // Talks to the worker as a host would; sh cannot open such a pipe.
    const string Perl =
        "use IO::Socket::UNIX; $| = 1; "
        + "my $s = IO::Socket::UNIX->new(Peer => ($ENV{TMPDIR} || '/tmp') . '/" + Pipe + "' . $ENV{JOBOPS_HOST_PIPE}); ";

    static readonly string[] s_sayReady = ["print $s qq({\"news\":\"ready\"}\\n); ", "<$s>; "];

    [Theory]
    [InlineData("echo wrong medium >&2; exit 3", "it ended before it was ready, with exit code 3; it printed: wrong medium")]
    [InlineData("echo to output", "it ended before it was ready, with exit code 0; it printed: to output")]
    [InlineData("echo about to hang >&2; sleep 300", "it was not ready within 00:00:00.5000000; it printed: about to hang")]
    [InlineData("sleep 300 & sleep 300", "it was not ready within 00:00:00.5000000")]
    public async Task What_is_no_PowerShell_fails_its_run_and_not_the_worker(string script, string actual)
    {
        var run = await WorkAsync(new("/bin/sh", ["-c", script, "sh"], PowerShellOrigin.Variable));

        Assert.Equal((RunStatus.Failed, "PowerShellHostFailed"), (run.Status, run.Error?.Id));
        Assert.StartsWith(actual, run.Error!.Actual, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("print $s qq(garbage\\n); sleep 300", "it said what is no message")]
    [InlineData("print $s pack('C*', map { rand 256 } 1 .. 9999), qq(\\n); sleep 300", "it said what is no message")]
    [InlineData("my $x = 'x' x 1000000; print $s $x for 1 .. 200; sleep 300", "it said what is no message: a line that does not end")]
    [InlineData("close $s; print STDERR 'changed my mind'; exit 4", "it ended before it was ready, with exit code 4; it printed: changed")]
    [InlineData("READY print $s qq(garbage\\n); sleep 300", "it said what is no message")]
    [InlineData("READY my $x = 'x' x 1000000; print $s $x for 1 .. 200; sleep 300", "it said what is no message: a line that does not end")]
    public async Task What_says_no_message_fails_its_run_and_not_the_worker(string script, string actual)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/perl"), "there is no perl to talk to the worker's pipe with");
        script = Perl + script.Replace("READY ", string.Concat(s_sayReady), StringComparison.Ordinal);

        var run = await WorkAsync(new("/usr/bin/perl", ["-e", script, "--"], PowerShellOrigin.Variable), TimeSpan.FromMinutes(1));

        Assert.Equal((RunStatus.Failed, "PowerShellHostFailed"), (run.Status, run.Error?.Id));
        Assert.StartsWith(actual, run.Error!.Actual, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_stops_its_work_at_a_time_limit_is_ended_with_what_it_has_started()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/perl"), "there is no perl to talk to the worker's pipe with");
        // Waits for the work, starts something, waits for the word that stops it, and goes on to wait for more.
        var script = Perl + string.Concat(s_sayReady)
            + $"my $pid = fork(); exec('sleep', '300') unless $pid; open(my $f, '>', '{Folder.File("pid")}'); print $f $pid; close $f; "
            + "<$s>; print $s qq({\"news\":\"ended\",\"exitCode\":130}\\n); sleep 300";
        await using var host = await PowerShellHost.StartAsync(
            new("/usr/bin/perl", ["-e", script, "--"], PowerShellOrigin.Variable), "JobOps", Ledger.Address, contained: false,
            TimeSpan.FromMinutes(1), Cancellation);
        await using var log = new RunLog(Ledger.Log, new(1, 1, "nobody", TimeSpan.FromMinutes(1)), new([]), observer: null);
        var order = new HostOrder { Work = HostWork.Command, Isolation = Isolation.Runspace, Folder = Folder.Path };
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(2));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.ExecuteAsync(
            order, StepCookie.New(Guid.NewGuid(), 1, "slow"), new(log, "slow", cap: 1000), Options.Grace, limit.Token));

        Assert.False(host.IsReusable);
        Assert.True(ProcessTree.IsGone(int.Parse(await File.ReadAllTextAsync(Folder.File("pid"), Cancellation))));
    }

    [Fact]
    public async Task A_fresh_host_is_kept_for_those_that_want_one_of_their_own_and_an_idle_pool_shrinks_to_nothing()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/perl"), "there is no perl to talk to the worker's pipe with");
        // As a host that is used again does: it prints the mark that the order names, and says that it has ended.
        var script = Perl + "print $s qq({\"news\":\"ready\"}\\n); while (<$s>) { /\"mark\":\"([^\"]*)\"/ or exit; my $m = $1; "
            + "$m =~ s/.u0003/\\x03/g; print $m; print STDERR $m; print $s qq({\"news\":\"ended\"}\\n); }";
        var perl = new PowerShellProgram("/usr/bin/perl", ["-e", script, "--"], PowerShellOrigin.Variable);
        await using var hosts = new PowerShellHosts(perl, "JobOps", Ledger.Address)
        {
            IdleTime = TimeSpan.FromSeconds(2),
        };
        await using var log = new RunLog(Ledger.Log, new(1, 1, "nobody", TimeSpan.FromMinutes(1)), new([]), observer: null);
        var order = new HostOrder { Work = HostWork.Run, Isolation = Isolation.Runspace, Folder = Folder.Path };
        Task<int> OwnAsync() => hosts.WithAsync(Isolation.Process, host => Task.FromResult(host.ProcessId), Cancellation);
        Task<int> SharedAsync() => hosts.WithAsync(
            Isolation.Runspace,
            async host =>
            {
                await host.AskAsync(
                    order, StepCookie.New(Guid.NewGuid(), 1, "shared"), new(log, "shared", cap: 1000), (_, _) => { }, Options.Grace,
                    Cancellation);
                return host.ProcessId;
            },
            Cancellation);

        await OwnAsync();
        var shared = await SharedAsync();
        while (hosts.Fresh == 0)
            await Task.Delay(5, Cancellation);
        var sharedAgain = await SharedAsync();
        var own = await OwnAsync();

        Assert.Equal(shared, sharedAgain);
        Assert.NotEqual(shared, own);
        // Whatever waited has ended by itself: nobody has closed the pool.
        while (!ProcessTree.IsGone(shared) || hosts.Fresh > 0)
            await Task.Delay(5, Cancellation);
    }

    /// <summary>Has a worker execute a runbook, and beside it a run that needs no PowerShell, which has to succeed.</summary>
    async Task<JobRun> WorkAsync(PowerShellProgram program, TimeSpan? longestStart = null)
    {
        var steps = await RegisterAsync(Sh("ok", "true"));
        var runbook = await Ledger.Jobs.RegisterAsync(
            steps with
            {
                Name = "runbook", Kind = JobKind.Runbook, Steps = [], ScriptPath = Folder.File("runbook.ps1"), ScriptText = "'ran'",
                ScriptHash = new('0', 64),
            },
            Cancellation);
        var starter = new JobStarter(Ledger);
        var failing = await starter.StartAsync(new() { JobName = runbook.Name }, executedHere: false, Cancellation);
        var other = await starter.StartAsync(new() { JobName = steps.Name }, executedHere: false, Cancellation);
        await using var hosts = new PowerShellHosts(program, "JobOps", Ledger.Address)
        {
            LongestStart = longestStart ?? TimeSpan.FromMilliseconds(500),
        };

        await new Worker(Ledger, Options, powerShell: hosts).DrainAsync(Cancellation, Cancellation);

        Assert.Equal(RunStatus.Succeeded, (await Ledger.Runs.FindAsync(other.Run.RunId, Cancellation))!.Status);
        return (await Ledger.Runs.FindAsync(failing.Run.RunId, Cancellation))!;
    }
}
