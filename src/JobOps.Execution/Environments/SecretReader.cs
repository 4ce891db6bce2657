using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using JobOps.Environments;
using JobOps.Errors;
using JobOps.Ledger;
using JobOps.Values;

namespace JobOps.Execution;

/// <summary>Reads a secret from where an environment says that it is kept. It is never written anywhere.</summary>
static class SecretReader
{
    // Larger than any key or certificate; a device without an end is found out.
    const int LongestSecret = 64 * 1024;

    const string NameVariable = "JOBOPS_SECRET_NAME";
    const string VaultVariable = "JOBOPS_SECRET_VAULT";

    // For a vault that asks somebody who is not there.
    static readonly TimeSpan s_longestAnswer = TimeSpan.FromSeconds(30);

    // Its name and that of its vault come by environment: no text of them is part of a script. Base64, so that no console's code page
    // comes between.
    const string Script =
        """
        $ErrorActionPreference = 'Stop'
        try {
            $where = @{ Name = $env:JOBOPS_SECRET_NAME }
            if ($env:JOBOPS_SECRET_VAULT) { $where.Vault = $env:JOBOPS_SECRET_VAULT }
            $found = Microsoft.PowerShell.SecretManagement\Get-Secret @where
            if ($found -is [pscredential]) { $found = $found.Password }
            if ($found -is [securestring]) { $found = [Net.NetworkCredential]::new('', $found).Password }
            if ($found -isnot [string]) { throw 'it is neither a text nor a password' }
            [Console]::Out.Write([Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($found)))
        } catch { [Console]::Error.Write($_.Exception.Message); exit 1 }
        """;

    /// <param name="environment">The environment.</param>
    /// <param name="name">What the environment calls the secret.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="JobOpsException">EnvironmentIncomplete, EnvironmentSecretUnreadable</exception>
    public static async Task<string> ReadAsync(JobEnvironment environment, string name, CancellationToken cancellation)
    {
        var text = environment.Secrets.FirstOrDefault(secret => secret.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
        var (value, whyNot) = await TryReadAsync(SecretReference.TryParse(text ?? ""), cancellation);
        return value ?? throw new JobOpsException(Error.EnvironmentSecretUnreadable(environment.Name, name, text ?? "no place", whyNot));
    }

    /// <summary>Reads what a reference stands for.</summary>
    /// <returns>The secret, or why it cannot be read, without it.</returns>
    public static async Task<(string? Value, string WhyNot)> TryReadAsync(SecretReference? reference, CancellationToken cancellation)
    {
        try
        {
            return (reference switch
            {
                { Source: SecretSource.Variable } => OfVariable(reference.Name),
                { Source: SecretSource.File } => await OfFileAsync(reference.Name, cancellation),
                { Source: SecretSource.Vault } => await OfVaultAsync(reference, cancellation),
                _ => throw new UnreadableException("the environment has no such reference"),
            }, "");
        }
        catch (Exception exception) when (exception is UnreadableException or IOException or UnauthorizedAccessException or Win32Exception)
        {
            return (null, exception.Message);
        }
    }

    static string OfVariable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new UnreadableException($"the variable {name} is not set");

    static async Task<string> OfFileAsync(string path, CancellationToken cancellation)
    {
        if (OwnerOnly.Exposure(path) is { } exposure)
            throw new UnreadableException(exposure);
        await using var file = File.OpenRead(path);
        var bytes = new byte[LongestSecret + 1];
        var length = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        if (length > LongestSecret)
            throw new UnreadableException($"the file has more than {LongestSecret / 1024} KiB");
        // Editors end a file with a line break, which belongs to no password.
        var value = Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\r', '\n');
        return value.Length > 0 ? value : throw new UnreadableException("the file is empty");
    }

    static async Task<string> OfVaultAsync(SecretReference reference, CancellationToken cancellation)
    {
        var program = PowerShellProgram.Find(Environment.CurrentDirectory);
        var start = new ProcessStartInfo(
            program.File, [.. program.Arguments, "-NoProfile", "-NonInteractive", "-Command", Script])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment[NameVariable] = reference.Name;
        start.Environment[VaultVariable] = reference.Vault ?? "";
        using var process = new Process { StartInfo = start };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_longestAnswer);
        ChildProcesses.Start(process);
        try
        {
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0
                ? Encoding.UTF8.GetString(Convert.FromBase64String(await output))
                : throw new UnreadableException((await error).Trim());
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new UnreadableException($"the vault did not answer within {s_longestAnswer.TotalSeconds:0} s");
        }
        finally
        {
            if (!process.HasExited)
                ProcessTree.Kill(process);
            ChildProcesses.Forget(process.Id);
        }
    }

    sealed class UnreadableException(string message) : Exception(message);
}
