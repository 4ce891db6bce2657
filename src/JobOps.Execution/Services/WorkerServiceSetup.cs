using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security;
using System.Security.AccessControl;
using System.Security.Cryptography;
using System.Security.Principal;
using System.Text;
using JobOps.Errors;
using JobOps.Ledger;
using Microsoft.Win32;

namespace JobOps.Execution;

/// <summary>A worker as a service of Windows: makes it, and takes it away.</summary>
/// <param name="program">The program <c>jobops</c>, with the argument that it needs in front of its own, if it does.</param>
/// <param name="options">Queues, concurrency and drain time.</param>
/// <param name="ledger">Kept with the service, where only administrators can read it, and on no command line.</param>
/// <param name="account">One that needs no password.</param>
public sealed class WorkerServiceSetup(
    IReadOnlyList<string> program, WorkerOptions options, LedgerLocation ledger, string account)
{
    /// <summary>The name of the service, and of its source in the event log.</summary>
    public const string ServiceName = "JobOpsWorker";

    /// <summary>The service's own account, which needs no password and has no rights but those it is given.</summary>
    public const string OwnAccount = ServiceAccounts + ServiceName;

    const string ServiceAccounts = @"NT SERVICE\";

    const string Runtime = "DOTNET_ROOT";
    const string ServicesKey = @"SYSTEM\CurrentControlSet\Services";
    const string SourceKey = $@"{ServicesKey}\EventLog\Application\{ServiceName}";

    // Any program that .NET wrote an entry with; each Windows has it.
    const string Messages = @"%SystemRoot%\Microsoft.NET\Framework64\v4.0.30319\EventLogMessages.dll";

    // What a stop may take: the drain time of a patient one, and what is given back.
    static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    static readonly TimeSpan[] s_pauses = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)];

    /// <summary>Whether an account logs on without a password that somebody would have to type: a built-in one, a service's own, or a
    /// group managed service account.</summary>
    public static bool NeedsNoPassword(string account) =>
        account.EndsWith('$') || account.StartsWith(ServiceAccounts, StringComparison.OrdinalIgnoreCase)
        || account.StartsWith(@"NT AUTHORITY\", StringComparison.OrdinalIgnoreCase)
        || account.Equals("LocalSystem", StringComparison.OrdinalIgnoreCase);

    /// <summary>The command line of the service.</summary>
    public string CommandLine { get; } =
        string.Join(' ', WorkerCommandLine.For(program, options, WorkerCommandLine.ServiceOption).Select(Quote));

    /// <summary>The program of a service where the caller is another one.</summary>
    /// <param name="named">Absolute path of the one to take; null for the one on PATH, or else the one built beside the module.</param>
    /// <param name="folder">Absolute; relative folders on PATH are ignored.</param>
    /// <param name="module">The folder of the module.</param>
    /// <exception cref="JobOpsException">ServiceProgramNotFound</exception>
    public static string FindProgram(string? named, string folder, string module)
    {
        var candidates = named is null
            ? ExecutableFinder.FindAll("jobops", folder).Append(Path.Combine(module, "artifacts", "jobops", "jobops.exe"))
            : [named];
        // The service manager starts no batch file.
        return candidates.FirstOrDefault(path => path.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) && File.Exists(path))
            ?? throw new JobOpsException(Error.ServiceProgramNotFound(named ?? "jobops.exe"));
    }

    /// <exception cref="JobOpsException">ServiceSetupNeedsWindows</exception>
    public static void RequireWindows()
    {
        if (!OperatingSystem.IsWindows())
            throw new JobOpsException(Error.ServiceSetupNeedsWindows());
    }

    /// <summary>What can be told before the service manager is asked.</summary>
    /// <exception cref="JobOpsException">ServiceSetupNeedsWindows, ServiceAccountNeedsPassword, LedgerFolderNotFound,
    /// ServiceLedgerBesideProgram, ServiceProgramPrivate, ServiceLedgerPrivate</exception>
    public void Require()
    {
        RequireWindows();
        if (!NeedsNoPassword(account))
            throw new JobOpsException(Error.ServiceAccountNeedsPassword(account));
        if (ledger.Provider == LedgerLocation.Sqlite && Path.GetDirectoryName(ledger.Target)! is var folder && !Directory.Exists(folder))
            throw new JobOpsException(Error.LedgerFolderNotFound(ledger.ToString(), folder));
        // Who may write there could put something beside what administrators start.
        if (ledger.Provider == LedgerLocation.Sqlite && !IsSystem
            && program.FirstOrDefault(file => IsSameFolder(file, ledger.Target)) is { } beside)
            throw new JobOpsException(Error.ServiceLedgerBesideProgram(ledger.Target, beside));
        if (!account.Equals(OwnAccount, StringComparison.OrdinalIgnoreCase))
            return;
        if (program.FirstOrDefault(IsInProfile) is { } file)
            throw new JobOpsException(Error.ServiceProgramPrivate(file, account));
        if (ledger.Provider == LedgerLocation.Sqlite && IsInProfile(ledger.Target))
            throw new JobOpsException(Error.ServiceLedgerPrivate(ledger.Target, account));
    }

    /// <summary>Makes the service and starts it.</summary>
    /// <exception cref="JobOpsException">What <see cref="Require"/> says, ServiceNotChanged, ServiceNeedsAdministrator</exception>
    public void Install()
    {
        Require();
        if (!OperatingSystem.IsWindows())
            return;
        try
        {
            Make();
        }
        catch (Exception exception) when (Refusal(exception, ServiceChange.Install) is { } error)
        {
            throw new JobOpsException(error, exception);
        }
    }

    /// <summary>Stops the service, which drains, and takes it away with all that belongs to it.</summary>
    /// <param name="cancellation">Waits no longer for its end; it stays, and stops, then.</param>
    /// <exception cref="JobOpsException">ServiceSetupNeedsWindows, ServiceNotChanged, ServiceNeedsAdministrator</exception>
    public static void Uninstall(CancellationToken cancellation)
    {
        RequireWindows();
        if (!OperatingSystem.IsWindows())
            return;
        try
        {
            Remove(cancellation);
        }
        catch (Exception exception) when (Refusal(exception, ServiceChange.Uninstall) is { } error)
        {
            throw new JobOpsException(error, exception);
        }
    }

    [SupportedOSPlatform("windows")]
    void Make()
    {
        ServiceManager.Create(ServiceName, "JobOps worker", "Executes runs of the job ledger.", CommandLine, account, s_pauses);
        try
        {
            Keep();
            if (ledger.Provider == LedgerLocation.Sqlite && !IsSystem)
                WindowsRights.Admit(Sid(account), ledger.Files);
            // Only an administrator can make a source, and without one the service could not say what ended it.
            using var source = Registry.LocalMachine.CreateSubKey(SourceKey);
            source.SetValue("EventMessageFile", Messages, RegistryValueKind.ExpandString);
            source.SetValue("TypesSupported", 7);
            ServiceManager.StartService(ServiceName);
        }
        catch
        {
            Remove(CancellationToken.None);
            throw;
        }
    }

    [SupportedOSPlatform("windows")]
    static void Remove(CancellationToken cancellation)
    {
        ServiceManager.Remove(ServiceName, s_patience, cancellation);
        Registry.LocalMachine.DeleteSubKeyTree(SourceKey, throwOnMissingSubKey: false);
    }

    // The location may hold a password: the system itself and the administrators may read it, by the ids that are the same in every
    // language.
    [SupportedOSPlatform("windows")]
    void Keep()
    {
        using var key = Registry.LocalMachine.OpenSubKey(
            $@"{ServicesKey}\{ServiceName}", RegistryKeyPermissionCheck.ReadWriteSubTree, RegistryRights.FullControl)
            ?? throw new Win32Exception(ServiceManager.NoSuchService);
        var rights = new RegistrySecurity();
        rights.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        foreach (var who in new[] { WellKnownSidType.LocalSystemSid, WellKnownSidType.BuiltinAdministratorsSid })
            rights.AddAccessRule(new(
                new SecurityIdentifier(who, null), RegistryRights.FullControl, InheritanceFlags.ContainerInherit, PropagationFlags.None,
                AccessControlType.Allow));
        key.SetAccessControl(rights);
        string[] variables = [$"{LedgerLocation.EnvironmentVariable}={ledger.ToEnvironmentValue()}"];
        // A .NET that is not in one of the usual places is found by this variable only.
        if (Environment.GetEnvironmentVariable(Runtime) is { Length: > 0 } root)
            variables = [.. variables, $"{Runtime}={root}"];
        key.SetValue("Environment", variables);
    }

    // Null for what no service manager says.
    [SupportedOSPlatform("windows")]
    static JobOpsError? Refusal(Exception exception, ServiceChange change) => exception switch
    {
        UnauthorizedAccessException or SecurityException or Win32Exception { NativeErrorCode: ServiceManager.AccessDenied } =>
            Error.ServiceNeedsAdministrator(ServiceName, change),
        // The account has no id, or the disk of the ledger keeps no rights.
        IdentityNotMappedException or IOException or NotSupportedException =>
            Error.ServiceNotChanged(ServiceName, change, exception.Message),
        Win32Exception refused => Error.ServiceNotChanged(ServiceName, change, $"{refused.Message} ({refused.NativeErrorCode})"),
        _ => null,
    };

    /// <summary>The id of an account, which for that of a service follows from its name.</summary>
    /// <seealso href="https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers"/>
    [SupportedOSPlatform("windows")]
    static SecurityIdentifier Sid(string account) => account.StartsWith(ServiceAccounts, StringComparison.OrdinalIgnoreCase)
        ? new(ServiceSid(account[ServiceAccounts.Length..]))
        : (SecurityIdentifier)new NTAccount(account).Translate(typeof(SecurityIdentifier));

    /// <summary>The id of the account that a service of this name has for itself.</summary>
    internal static string ServiceSid(string service)
    {
#pragma warning disable CA5350 // So Windows makes it.
        var hash = SHA1.HashData(Encoding.Unicode.GetBytes(service.ToUpperInvariant()));
#pragma warning restore CA5350
        return $"S-1-5-80-{string.Join('-', MemoryMarshal.Cast<byte, uint>(hash).ToArray())}";
    }

    bool IsSystem => account.Equals("LocalSystem", StringComparison.OrdinalIgnoreCase);

    static bool IsSameFolder(string path, string other) =>
        string.Equals(Path.GetDirectoryName(path), Path.GetDirectoryName(other), StringComparison.OrdinalIgnoreCase);

    // Of whomever: the folder of the profiles is that above one's own.
    static bool IsInProfile(string path) =>
        Path.GetDirectoryName(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)) is { Length: > 0 } profiles
        && path.StartsWith(profiles.TrimEnd('\\') + @"\", StringComparison.OrdinalIgnoreCase)
        && !path.StartsWith(Path.Combine(profiles, @"Public\"), StringComparison.OrdinalIgnoreCase);

    // As the C runtime of Windows reads a command line; neither a path nor an option of a worker holds a quote.
    static string Quote(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word;
}
