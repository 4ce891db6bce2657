namespace JobOps.Execution.Tests;

/// <summary>What of a service of Windows can be told anywhere.</summary>
public sealed class WorkerServiceSetupTests
{
    [Theory]
    // As every Windows has it, and as sc showsid says it.
    [InlineData("TrustedInstaller", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464")]
    [InlineData("mssqlserver", "S-1-5-80-3880718306-3832830129-1677859214-2598158968-1052248003")]
    public void The_id_of_a_services_own_account_follows_from_its_name(string service, string id) =>
        Assert.Equal(id, WorkerServiceSetup.ServiceSid(service));

    [Theory]
    [InlineData(@"NT SERVICE\JobOpsWorker", true)]
    [InlineData(@"nt authority\LocalService", true)]
    [InlineData("LocalSystem", true)]
    [InlineData(@"EXAMPLE\jobops$", true)]
    [InlineData(@"EXAMPLE\jobops", false)]
    [InlineData(@".\jobops", false)]
    public void An_account_needs_a_password_or_not(string account, bool needsNone) =>
        Assert.Equal(needsNone, WorkerServiceSetup.NeedsNoPassword(account));

    [Fact]
    public void The_command_line_has_the_options_and_quotes_a_path_with_blanks()
    {
        var options = new WorkerOptions { Queues = ["web", "mail"], Concurrency = 4, DrainTime = TimeSpan.FromMinutes(2) };

        var setup = new WorkerServiceSetup(
            [@"C:\Program Files\jobops.exe"], options, Ledger.LedgerLocation.Parse("sqlite:./ledger.db"), WorkerServiceSetup.OwnAccount);

        Assert.Equal(
            "\"C:\\Program Files\\jobops.exe\" worker --queue web --queue mail --concurrency 4 --drain-time 120s --service",
            setup.CommandLine);
    }

    [Fact]
    public void Its_program_is_the_named_one_or_else_the_one_beside_the_module_and_never_a_batch_file()
    {
        var folder = Directory.CreateTempSubdirectory("jobops-").FullName;
        try
        {
            var built = Path.Combine(folder, "artifacts", "jobops", "jobops.exe");
            Directory.CreateDirectory(Path.GetDirectoryName(built)!);
            File.WriteAllText(built, "");
            var batch = Path.Combine(folder, "jobops.cmd");
            File.WriteAllText(batch, "");

            if (!OperatingSystem.IsWindows() || ExecutableFinder.Find("jobops", folder) is null)
                Assert.Equal(built, WorkerServiceSetup.FindProgram(null, folder, folder));
            Assert.Equal(built, WorkerServiceSetup.FindProgram(built, folder, "/nosuch"));
            foreach (var named in new[] { batch, Path.Combine(folder, "nosuch.exe") })
            {
                var error = Assert.Throws<Errors.JobOpsException>(() => WorkerServiceSetup.FindProgram(named, folder, "/nosuch")).Error;
                Assert.Equal("ServiceProgramNotFound", error.Id);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
