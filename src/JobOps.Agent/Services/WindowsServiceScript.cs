using JobOps.Execution;
using JobOps.Ledger;

namespace JobOps.Agent.Services;

/// <summary>A script that makes a worker a Windows service.</summary>
static class WindowsServiceScript
{
    public static ServiceFile For(WorkerOptions options) => new("Install-JobOpsWorker.ps1", $$"""
        #Requires -RunAsAdministrator
        # Makes a JobOps worker a Windows service. Set {{LedgerLocation.EnvironmentVariable}} to the ledger first:
        # it is kept with the service, where only administrators can read it, and in no command line.
        # To take the service away: sc.exe stop JobOpsWorker; sc.exe delete JobOpsWorker
        param(
            # The service's own account, which needs no password; give it the rights that your jobs need.
            [string] $Account = 'NT SERVICE\JobOpsWorker'
        )
        $ErrorActionPreference = 'Stop'
        $name = 'JobOpsWorker'
        $command = '{{Command(options).Replace("'", "''", StringComparison.Ordinal)}}'

        function Invoke-ServiceControl {
            & sc.exe @args | Out-Null
            if ($LASTEXITCODE -ne 0) { throw "sc.exe $($args[0]) ended with exit code $LASTEXITCODE." }
        }

        if (-not $env:{{LedgerLocation.EnvironmentVariable}}) {
            throw 'Set {{LedgerLocation.EnvironmentVariable}} first: sqlserver:<connection string> or sqlite:<absolute path>.'
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

        """.ReplaceLineEndings("\r\n"));

    // As the C runtime of Windows reads a command line; a path cannot hold a quote.
    static string Quote(string word) => word.Contains(' ') ? $"\"{word}\"" : word;

    static string Command(WorkerOptions options) => string.Join(' ', WorkerCommandLine.For(options, "--service").Select(Quote));
}
