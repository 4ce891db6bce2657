using System.ComponentModel;
using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using JobOps.Errors;
using JobOps.Ledger;
using Microsoft.Win32;

namespace JobOps.Execution;

/// <summary>Makes a worker a service of Windows, and takes it away.</summary>
public static class WorkerServiceSetup
{
    /// <summary>The name of the service, and of its source in the event log.</summary>
    public const string ServiceName = "JobOpsWorker";

    /// <summary>The service's own account, which needs no password and has no rights but those it is given.</summary>
    public const string OwnAccount = $@"NT SERVICE\{ServiceName}";

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
        account.EndsWith('$') || account.StartsWith(@"NT SERVICE\", StringComparison.OrdinalIgnoreCase)
        || account.StartsWith(@"NT AUTHORITY\", StringComparison.OrdinalIgnoreCase)
        || account.Equals("LocalSystem", StringComparison.OrdinalIgnoreCase);

    /// <summary>Makes the service and starts it.</summary>
    /// <param name="program">The program of the service.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="ledger">Kept with the service, where only administrators can read it, and on no command line.</param>
    /// <param name="account">One that needs no password.</param>
    /// <exception cref="JobOpsException">ServiceSetupNeedsWindows, ServiceAccountNeedsPassword, ServiceProgramPrivate, ServiceNotChanged,
    /// ServiceNeedsAdministrator</exception>
    public static void Install(string program, IEnumerable<string> arguments, LedgerLocation ledger, string account)
    {
        if (!OperatingSystem.IsWindows())
            throw new JobOpsException(Error.ServiceSetupNeedsWindows());
        if (!NeedsNoPassword(account))
            throw new JobOpsException(Error.ServiceAccountNeedsPassword(account));
        var profile = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        if (account == OwnAccount && program.StartsWith(profile + @"\", StringComparison.OrdinalIgnoreCase))
            throw new JobOpsException(Error.ServiceProgramPrivate(program, account));
        Make(string.Join(' ', arguments.Prepend(program).Select(Quote)), ledger, account);
    }

    /// <summary>Stops the service, which drains, and takes it away with all that belongs to it.</summary>
    /// <exception cref="JobOpsException">ServiceSetupNeedsWindows, ServiceNotChanged, ServiceNeedsAdministrator</exception>
    public static void Uninstall()
    {
        if (!OperatingSystem.IsWindows())
            throw new JobOpsException(Error.ServiceSetupNeedsWindows());
        TakeAway();
    }

    [SupportedOSPlatform("windows")]
    static void Make(string command, LedgerLocation ledger, string account) => Ask("installed", () =>
    {
        ServiceManager.Create(ServiceName, "JobOps worker", "Executes runs of the job ledger.", command, account, s_pauses);
        try
        {
            Keep(ledger);
            // Only an administrator can make a source, and without one the service could not say what ended it.
            using var source = Registry.LocalMachine.CreateSubKey(SourceKey);
            source.SetValue("EventMessageFile", Messages, RegistryValueKind.ExpandString);
            source.SetValue("TypesSupported", 7);
            ServiceManager.StartService(ServiceName);
        }
        catch
        {
            Remove();
            throw;
        }
    });

    [SupportedOSPlatform("windows")]
    static void TakeAway() => Ask("taken away", Remove);

    [SupportedOSPlatform("windows")]
    static void Remove()
    {
        ServiceManager.Remove(ServiceName, s_patience);
        Registry.LocalMachine.DeleteSubKeyTree(SourceKey, throwOnMissingSubKey: false);
    }

    // The location may hold a password: the system itself and the administrators may read it, by the ids that are the same in every
    // language.
    [SupportedOSPlatform("windows")]
    static void Keep(LedgerLocation ledger)
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
        key.SetValue("Environment", new[] { $"{LedgerLocation.EnvironmentVariable}={ledger.ToEnvironmentValue()}" });
    }

    [SupportedOSPlatform("windows")]
    static void Ask(string done, Action action)
    {
        try
        {
            action();
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or System.Security.SecurityException
            || (refused as Win32Exception)?.NativeErrorCode == ServiceManager.AccessDenied)
        {
            throw new JobOpsException(Error.ServiceNeedsAdministrator(ServiceName), refused);
        }
        catch (Win32Exception refused)
        {
            throw new JobOpsException(
                Error.ServiceNotChanged(ServiceName, done, $"{refused.Message} ({refused.NativeErrorCode})"), refused);
        }
    }

    // As the C runtime of Windows reads a command line; neither a path nor an option of a worker holds a quote.
    static string Quote(string word) => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word;
}
