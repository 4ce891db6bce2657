using System.Text;
using JobOps.Agent.CommandLine;
using JobOps.Errors;
using JobOps.Execution;
using JobOps.Ledger;

namespace JobOps.Agent.Services;

/// <summary>A script that makes a worker a Windows service.</summary>
static class WindowsServiceScript
{
    /// <summary>The name of the service, and of its source in the event log.</summary>
    public const string ServiceName = "JobOpsWorker";

    /// <summary>The script. Windows PowerShell takes a file without a byte order mark for one in the machine's code page.</summary>
    public static ServiceFile For(WorkerOptions options) => new("Install-JobOpsWorker.ps1", $$"""
        #Requires -RunAsAdministrator
        # Makes a JobOps worker a Windows service. Set {{LedgerLocation.EnvironmentVariable}} to the ledger first:
        # it is kept with the service, where only administrators can read it, and in no command line.
        # To take the service away: sc.exe stop {{ServiceName}}; sc.exe delete {{ServiceName}}
        param(
            # The service's own account, which needs no password; give it the rights that your jobs need.
            [string] $Account = 'NT SERVICE\{{ServiceName}}'
        )
        $ErrorActionPreference = 'Stop'
        $name = '{{ServiceName}}'
        $command = {{Next.PowerShellText(Command(options))}}
        $program = {{Next.PowerShellText(ThisExecutable.Words[^1])}}

        function Invoke-ServiceControl {
            & sc.exe @args | Out-Null
            if ($LASTEXITCODE -ne 0) { throw "sc.exe $($args[0]) ended with exit code $LASTEXITCODE." }
        }

        if (-not $env:{{LedgerLocation.EnvironmentVariable}}) {
            throw 'Set {{LedgerLocation.EnvironmentVariable}} first: sqlserver:<connection string> or sqlite:<absolute path>.'
        }
        # Whoever gives an account knows what it may read; the service's own may not look into the profile of a user.
        if (-not $PSBoundParameters.ContainsKey('Account') -and $program.StartsWith("$env:USERPROFILE\", 'OrdinalIgnoreCase')) {
            throw "$Account cannot read $program. Install it elsewhere, or give -Account: " +
                'dotnet tool install JobOps.Agent --tool-path C:\JobOps'
        }
        # Only an administrator can make a source, and without one the service could not write to the event log what ended it.
        if (-not [System.Diagnostics.EventLog]::SourceExists($name)) {
            [System.Diagnostics.EventLog]::CreateEventSource($name, 'Application')
        }
        New-Service -Name $name -DisplayName 'JobOps worker' -Description 'Executes runs of the job ledger.' `
            -BinaryPathName $command -StartupType Manual | Out-Null
        Invoke-ServiceControl config $name obj= $Account start= delayed-auto
        # Started again after 5 s, 30 s, and then every minute; a day without trouble is a fresh start.
        Invoke-ServiceControl failure $name reset= 86400 actions= restart/5000/restart/30000/restart/60000
        # Also when it ends by itself with an error, and not only when it crashes.
        Invoke-ServiceControl failureflag $name 1

        $key = "HKLM:\SYSTEM\CurrentControlSet\Services\$name"
        $acl = Get-Acl -Path $key
        $acl.SetAccessRuleProtection($true, $false)
        # The system itself and the administrators, by the ids that are the same in every language.
        foreach ($sid in 'S-1-5-18', 'S-1-5-32-544') {
            $who = [System.Security.Principal.SecurityIdentifier]::new($sid)
            $acl.AddAccessRule([System.Security.AccessControl.RegistryAccessRule]::new(
                $who, 'FullControl', 'ContainerInherit', 'None', 'Allow'))
        }
        Set-Acl -Path $key -AclObject $acl
        New-ItemProperty -Path $key -Name Environment -PropertyType MultiString -Force `
            -Value "{{LedgerLocation.EnvironmentVariable}}=$env:{{LedgerLocation.EnvironmentVariable}}" | Out-Null
        Start-Service -Name $name

        """.ReplaceLineEndings("\r\n"), Encoding: Encoding.UTF8);

    // As the C runtime of Windows reads a command line; a path cannot hold a quote.
    static string Quote(string word) => word.Contains(' ') ? $"\"{word}\"" : word;

    static string Command(WorkerOptions options) => string.Join(' ', WorkerCommandLine.For(options, "--service").Select(Quote));
}
