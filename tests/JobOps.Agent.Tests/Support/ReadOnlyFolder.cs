using System.Diagnostics;
using System.Runtime.Versioning;
using JobOps.Ledger;

namespace JobOps.Agent.Tests.Support;

/// <summary>Calls <c>jobops</c> as somebody who may read a workshop and not write it.</summary>
[UnsupportedOSPlatform("windows")]
static class ReadOnlyFolder
{
    const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    const UnixFileMode Enter = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    const UnixFileMode Write = UnixFileMode.UserWrite;

    public static async Task<Answer> CallAsync(Workshop shop, params string[] arguments)
    {
        var files = Directory.GetFiles(shop.Folder);
        foreach (var file in files)
            File.SetUnixFileMode(file, Read);
        File.SetUnixFileMode(shop.Folder, Read | Enter);
        try
        {
            using var process = Process.Start(WithoutPrivileges(shop, arguments))!;
            process.StandardInput.Close();
            return await Workshop.EndOfAsync(process);
        }
        finally
        {
            File.SetUnixFileMode(shop.Folder, Read | Enter | Write);
            foreach (var file in files)
                File.SetUnixFileMode(file, Read | Write);
        }
    }

    // To root nothing is read-only: the call gives its rights away first.
    static ProcessStartInfo WithoutPrivileges(Workshop shop, string[] arguments)
    {
        var call = Agent.Call(shop.Folder, arguments);
        call.Environment[LedgerLocation.EnvironmentVariable] = shop.Ledger.ToEnvironmentValue();
        if (!Environment.IsPrivilegedProcess)
            return call;
        Assert.SkipUnless(File.Exists("/usr/bin/setpriv"), "root can write everywhere, and there is no setpriv to be less than root");
        var program = call.FileName;
        call.FileName = "/usr/bin/setpriv";
        call.ArgumentList.Clear();
        foreach (var word in (string[])["--reuid=65534", "--regid=65534", "--clear-groups", "--", program, .. arguments])
            call.ArgumentList.Add(word);
        return call;
    }
}
