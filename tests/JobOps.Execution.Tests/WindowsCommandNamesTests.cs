namespace JobOps.Execution.Tests;

/// <summary>Which files a command may mean on Windows.</summary>
public sealed class WindowsCommandNamesTests
{
    const string Usual = ".COM;.EXE;.BAT;.CMD;.VBS;.JS;.MSC";

    [Theory]
    [InlineData("tool", Usual, "tool.COM tool.EXE tool.BAT tool.CMD")]
    [InlineData("tool2.1", Usual, "tool2.1.COM tool2.1.EXE tool2.1.BAT tool2.1.CMD")]
    [InlineData("tool.exe", Usual, "tool.exe tool.exe.COM tool.exe.EXE tool.exe.BAT tool.exe.CMD")]
    [InlineData("notes.txt", Usual, "notes.txt.COM notes.txt.EXE notes.txt.BAT notes.txt.CMD")] // never the text itself
    [InlineData("script.vbs", ".VBS;.EXE", "script.vbs.EXE")] // needs a program that reads it
    [InlineData("tool", ".cmd; .exe ;;", "tool.cmd tool.exe")] // in the order of PATHEXT
    [InlineData("tool", null, "tool.COM tool.EXE tool.BAT tool.CMD")]
    [InlineData("tool", " ", "tool.COM tool.EXE tool.BAT tool.CMD")]
    [InlineData("tool", ".PY", "")]
    public void A_name_means_what_PATHEXT_lets_it_mean(string name, string? pathExt, string expected) =>
        Assert.Equal(expected, string.Join(' ', WindowsCommandNames.Candidates(name, pathExt)));

    [Theory]
    [InlineData(@"C:\Windows\System32\cmd.exe", @"\\files\web", true)]
    [InlineData(@"\\files\web\Publish.CMD", "//files/web", true)]
    [InlineData(@"C:\tools\pack.bat", @"\\?\UNC\files\web", true)]
    [InlineData(@"C:\Windows\System32\cmd.exe", @"\\?\C:\web", false)]
    [InlineData(@"C:\Windows\System32\cmd.exe", @"C:\web", false)]
    [InlineData(@"C:\tools\mycmd.exe", @"\\files\web", false)]
    public void Cmd_would_leave_a_folder_of_a_share(string program, string folder, bool leaves) =>
        Assert.Equal(leaves, WindowsCommandNames.LeavesFolder(program, folder));

    [Theory]
    [InlineData(@"C:\a;C:\b", @"C:\a|C:\b")]
    [InlineData(@"""C:\Program Files\x"";C:\b", @"C:\Program Files\x|C:\b")]
    [InlineData(@"""C:\a;b"";C:\c", @"C:\a;b|C:\c")]
    [InlineData(@"C:\""a;b""\c", @"C:\a;b\c")]
    [InlineData(@"C:\a;;C:\b;", @"C:\a||C:\b|")]
    [InlineData("", "")]
    public void The_folders_of_PATH_lose_their_quotes(string path, string expected) =>
        Assert.Equal(expected, string.Join('|', WindowsCommandNames.Folders(path)));
}
