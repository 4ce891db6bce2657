namespace JobOps.Errors;

// What can be typed wrongly.
public static partial class Error
{
    public static JobOpsError CommandLineInvalid(string command, string problem) => new(
        nameof(CommandLineInvalid), ErrorKind.Usage, $"The command line of '{command}' cannot be read.",
        "a line that fits its usage", problem, RetrySafety.SafeAfter,
        new("Get-Help about_JobOps", $"{command} --help"), command);

    public static JobOpsError ConfirmationImpossible(string cmdlet) => new(
        nameof(ConfirmationImpossible), ErrorKind.Usage,
        $"{cmdlet} asks before it goes on, and nobody can answer here; nothing was changed.",
        "-Confirm:$false, or a session that can ask", "a session that asks nobody", RetrySafety.SafeAfter,
        new($"Get-Help {Next.PowerShell(cmdlet)} -Parameter Confirm", "jobops --help"), cmdlet);

    public static JobOpsError BatchFileNotFound(string path, string actual) => new(
        nameof(BatchFileNotFound), ErrorKind.NotFound, $"The batch '{path}' cannot be read; nothing was started.",
        "a readable file, or - for standard input", actual, RetrySafety.SafeAfter, Next.StartHelp, path);

    public static JobOpsError BatchLineInvalid(string source, int line, string expected, string actual) => new(
        nameof(BatchLineInvalid), ErrorKind.BadInput, $"Line {line} of {source} cannot be read, so none was started.",
        expected, actual, RetrySafety.SafeAfter, Next.StartHelp, $"{line}");

    public static JobOpsError UnitNotWritten(string path, string actual) => new(
        nameof(UnitNotWritten), ErrorKind.Configuration, $"'{path}' was not written.",
        "a folder that can be written", actual, RetrySafety.SafeAfter,
        new("Start-JobWorker", "jobops worker --install-unit -"), path);

    public static JobOpsError ServiceNeedsWindows() => new(
        nameof(ServiceNeedsWindows), ErrorKind.Usage, "The worker was not started as a Windows service.",
        "Windows, and a service that its service manager starts", Environment.OSVersion.ToString(), RetrySafety.NotSafe,
        new("Start-JobWorker", "jobops worker"));

    public static JobOpsError ServiceSetupNeedsWindows() => new(
        nameof(ServiceSetupNeedsWindows), ErrorKind.Configuration, "A worker is made a service, and taken away, on Windows only.",
        "Windows; for systemd jobops worker --install-unit writes a unit, which you install: docs/queue.md",
        Environment.OSVersion.ToString(), RetrySafety.NotSafe, new("Start-JobWorker", "jobops worker --install-unit ."));

    public static JobOpsError ServiceAccountNeedsPassword(string account) => new(
        nameof(ServiceAccountNeedsPassword), ErrorKind.BadInput,
        $"The service was not installed: the account '{account}' needs a password.",
        @"an account without one: NT SERVICE\JobOpsWorker, NT AUTHORITY\LocalService, or a group managed service account, EXAMPLE\jobops$",
        "none can be given here; set such an account in services.msc once the service is there", RetrySafety.SafeAfter,
        InstallService, account);

    public static JobOpsError ServiceProgramNotFound(string path) => new(
        nameof(ServiceProgramNotFound), ErrorKind.Configuration, $"The service was not installed: there is no program '{path}'.",
        "jobops.exe, on PATH or named: dotnet tool install JobOps.Agent --tool-path …, or ./build.ps1 in a checkout", "no such file",
        RetrySafety.SafeAfter, new(@"Install-JobWorker -Program C:\JobOps\jobops.exe", "jobops worker --install-service"), path);

    public static JobOpsError ServiceProgramPrivate(string path, string account) => new(
        nameof(ServiceProgramPrivate), ErrorKind.Configuration, $"The service was not installed: {account} cannot read '{path}'.",
        "a program outside of the profile of a user: dotnet tool install JobOps.Agent --tool-path …", "one in a profile",
        RetrySafety.SafeAfter, new(@"Install-JobWorker -Program C:\JobOps\jobops.exe", "jobops worker --install-service"), path);

    public static JobOpsError ServiceLedgerPrivate(string path, string account) => new(
        nameof(ServiceLedgerPrivate), ErrorKind.Configuration, $"The service was not installed: {account} cannot read '{path}'.",
        "a ledger outside of the profile of a user, in JOBOPS_LEDGER: a file in a folder of its own, or SQL Server", "one in a profile",
        RetrySafety.SafeAfter, LedgerOfService, path);

    public static JobOpsError ServiceLedgerBesideProgram(string path, string program) => new(
        nameof(ServiceLedgerBesideProgram), ErrorKind.Configuration,
        $"The service was not installed: its account would have to write where its program '{program}' is.",
        "a ledger in a folder of its own", $"the ledger '{path}'", RetrySafety.SafeAfter, LedgerOfService, path);

    public static JobOpsError ServiceNeedsAdministrator(string service, ServiceChange change) => new(
        nameof(ServiceNeedsAdministrator), ErrorKind.NotPermitted, $"The service manager was not asked for the service {service}.",
        "an administrator, in an elevated session", "access denied", RetrySafety.SafeAfter,
        new($"{change}-JobWorker", $"jobops worker --{Lower(change)}-service"), service);

    public static JobOpsError ServiceNotChanged(string service, ServiceChange change, string actual) => new(
        nameof(ServiceNotChanged), ErrorKind.Configuration, $"The service {service} was not {Lower(change)}ed.",
        "a service manager that does it", actual, RetrySafety.SafeAfter,
        new($"Get-Help {change}-JobWorker -Full", "jobops worker --help"), service);

    public static JobOpsError SecretOnCommandLine(string job, string parameter) => new(
        nameof(SecretOnCommandLine), ErrorKind.BadInput,
        $"The secret '{parameter}' of job '{job}' stood on the command line, where others can read it: change it. Nothing was started.",
        $"--secret {parameter}, with the value in JOBOPS_PARAM_{parameter.ToUpperInvariant()} or on standard input",
        $"--parameter {parameter}=…", RetrySafety.SafeAfter,
        new($"Start-Job {Next.PowerShell(job)} -Wait", $"jobops start {Next.Shell(job)} --secret {Next.Shell(parameter)}"), parameter);

    public static JobOpsError SecretNotGiven(string parameter) => new(
        nameof(SecretNotGiven), ErrorKind.BadInput, $"The secret '{parameter}' has no value. Nothing was started.",
        $"a value in JOBOPS_PARAM_{parameter.ToUpperInvariant()}, or a line on standard input", "no value",
        RetrySafety.SafeAfter, Next.Help, parameter);

    public static JobOpsError LedgerPasswordOnCommandLine() => new(
        nameof(LedgerPasswordOnCommandLine), ErrorKind.Usage,
        "The ledger's password stood on the command line, where others can read it: change it.",
        "a location with a password in the environment variable JOBOPS_LEDGER",
        "a password in --ledger", RetrySafety.SafeAfter, Next.ShowLedger);

    static NextCommand LedgerOfService { get; } = new(
        @"Connect-JobLedger sqlite:C:\JobOps\ledger\ledger.db -Create", @"jobops init --ledger sqlite:C:\JobOps\ledger\ledger.db");

    static string Lower(ServiceChange change) => change == ServiceChange.Install ? "install" : "uninstall";

    static NextCommand InstallService { get; } = new("Install-JobWorker", "jobops worker --install-service");
}
