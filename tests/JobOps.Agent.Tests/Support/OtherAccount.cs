using System.Diagnostics;
using System.Runtime.Versioning;
using JobOps.Ledger;

namespace JobOps.Agent.Tests.Support;

/// <summary>Calls <c>jobops</c> as another account of this machine, nobody, on the ledger of a workshop.</summary>
[UnsupportedOSPlatform("windows")]
static class OtherAccount
{
    const string Program = "/usr/bin/setpriv";
    const UnixFileMode Everything = (UnixFileMode)0b111_111_111;
    const UnixFileMode ReadAndWrite = (UnixFileMode)0b110_110_110;

    public static async Task<Answer> CallAsync(Workshop shop, params string[] arguments)
    {
        Assert.SkipUnless(
            Environment.IsPrivilegedProcess && File.Exists(Program), "only root can be a second account for a moment, by setpriv");
        File.SetUnixFileMode(shop.Folder, Everything);
        foreach (var file in Directory.GetFiles(shop.Folder))
            File.SetUnixFileMode(file, ReadAndWrite);
        var call = Agent.Call(shop.Folder, arguments);
        call.Environment[LedgerLocation.EnvironmentVariable] = shop.Ledger.ToEnvironmentValue();
        var jobops = call.FileName;
        call.FileName = Program;
        call.ArgumentList.Clear();
        foreach (var word in (string[])["--reuid=65534", "--regid=65534", "--clear-groups", "--", jobops, .. arguments])
            call.ArgumentList.Add(word);
        using var process = Process.Start(call)!;
        process.StandardInput.Close();
        return await Workshop.EndOfAsync(process);
    }
}
