// The tasks of this repository, written once: build.sh and build.ps1 only call this file.
#:property RestorePackagesWithLockFile=false
#:property ManagePackageVersionsCentrally=false
#:property PublishAot=false
#:property UseSharedCompilation=false
#:property JsonSerializerIsReflectionEnabledByDefault=true

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

const int Usage = 64;
const int Configuration = 78;
const string Packages = "artifacts/package";
const string MachineCode = "artifacts/readytorun";

var task = args.FirstOrDefault(arg => !arg.StartsWith('-')) ?? "build";
var withoutPowerShell = args.Contains("--without-powershell");
var withCoverage = task == "test" && args.Contains("--coverage");
var onWindows = task == "test" && args.Contains("--windows");
// The benchmarks read their own options.
var options = args.Where(arg => arg != task && arg != "--without-powershell"
    && !(withCoverage && arg == "--coverage") && !(onWindows && arg == "--windows")).ToArray();
string[]? _powerShell = null;
var _hasMachineCode = false;
var root = Root();
Directory.SetCurrentDirectory(root);

try
{
    return options.Length > 0 && task != "bench" ? ShowUsage() : task switch
    {
        "build" => Build(),
        "test" => onWindows ? TestWindows() : Test(),
        "demo" => Demo(),
        "shell" => Shell(),
        "bench" => Bench(),
        "faults" => Faults(),
        "pack" => Pack(),
        _ => ShowUsage(),
    };
}
catch (CommandFailedException failure)
{
    Console.Error.WriteLine(failure.Message);
    return failure.ExitCode;
}

int ShowUsage()
{
    Console.Error.WriteLine("""
        Usage: ./build.sh [task] [--without-powershell]     (or ./build.ps1, or dotnet run build.cs -- [task])
          build    the module in module/bin and the program in artifacts/jobops (the default)
          test     builds, then runs every test; ends with "N passed, N failed, N skipped"; as root on Debian it installs
                   before that the programs that docs/stacks is about, if they are missing; a test program that says
                   nothing for 10 minutes is ended, and its test named (JOBOPS_TEST_SILENCE: other minutes);
                   [--coverage] shows before it what of the product the tests execute, and keeps it in artifacts/coverage;
                   [--windows] runs the tests of tests/Windows instead: there, or on Linux under Wine, which it installs with
                   apt-get where it may
          demo     builds, then releases a site twice, breaks it, rolls it back and survives a kill
          shell    builds, then opens a PowerShell with the module imported and a new ledger in artifacts/shell
          faults   builds, then runs the long fault tests: workers killed and frozen, ledgers locked, full and gone,
                   and with JOBOPS_TEST_SQLSERVER a server that is gone, and networks that are slow, lossy and dead
          bench    measures the ledgers against Quartz.NET and a bare loop; [--quick] [--json FILE], and --help tells more
          pack     the module package and the tool package in artifacts/package
        --without-powershell leaves out whatever needs PowerShell 7.6, as if it were not installed;
        for the demo, the environment variable JOBOPS_DEMO=jobops does the same; JOBOPS_DEMO_LEDGER gives it another
        ledger than a file of its own: a new one, as 'sqlserver:Server=db1;Database=demo'.
        """);
    return Usage;
}

int Build()
{
    Clean("module/bin");
    Clean("artifacts/jobops");
    DotNet("publish", "src/JobOps.Agent", "-c", "Release", "-o", "artifacts/jobops");
    DotNet("publish", "src/JobOps.Engine", "-c", "Release", "-o", "module/bin/engine");
    DotNet("publish", "src/JobOps.Cmdlets", "-c", "Release", "-o", "module/bin");
    // The engine shares the Core that lies beside the cmdlets: with one of its own, its ledger would not be their ledger.
    foreach (var copy in Directory.GetFiles("module/bin/engine", "JobOps.Core.*"))
        File.Delete(copy);
    // Instrumented assemblies are made of plain ones.
    if (!withCoverage)
    {
        _hasMachineCode = Precompile();
        foreach (var image in Directory.GetFiles(Path.Combine(MachineCode, ThisSystem()), "*.dll"))
            File.Copy(image, Path.Combine("artifacts/jobops", Path.GetFileName(image)), overwrite: true);
    }
    Console.WriteLine("Built module/bin and artifacts/jobops");
    return 0;
}

// Machine code for this system in front of the IL of what a start of jobops executes (ReadyToRun): nothing of it is compiled while a person
// waits. Another system refuses such an assembly, IL and all: so it has a package of the tool to itself, and the module, which is one for
// all, has none. What was compiled once is kept; without the compiler, which comes from the package feed, there is the IL alone. False
// where an assembly has none.
bool Precompile()
{
    const string Compiled = "src/JobOps.Agent/bin/Release/net10.0";
    string[] names =
    [
        "jobops", "JobOps.Core", "JobOps.Execution", "JobOps.Engine", "System.CommandLine", "Spectre.Console", "Spectre.Console.Ansi",
        "Microsoft.Data.Sqlite", "SQLitePCLRaw.core", "SQLitePCLRaw.provider.e_sqlite3", "SQLitePCLRaw.batteries_v2",
    ];
    var folder = Directory.CreateDirectory(Path.Combine(MachineCode, ThisSystem())).FullName;
    string Il(string name) => Path.Combine(Compiled, name + ".dll");
    string Image(string name) => Path.Combine(folder, name + ".dll");
    string Key(string name) => Path.Combine(folder, name + ".key");
    var stale = names.Where(name => !File.Exists(Image(name)) || !File.Exists(Key(name)) || File.ReadAllText(Key(name)) != KeyOf(Il(name)))
        .ToList();
    stale.ForEach(name => File.Delete(Image(name)));
    if (stale.Count > 0 && CompilerOfMachineCode() is { } compiler)
        Parallel.ForEach(
            stale, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            name =>
            {
                if (Compile(compiler, Il(name), Image(name)))
                    File.WriteAllText(Key(name), KeyOf(Il(name)));
            });
    var missing = names.Count(name => !File.Exists(Image(name)));
    if (missing > 0)
        Console.WriteLine($"Without machine code for {missing} assemblies, so starts take longer: no compiler for it");
    return missing == 0;
}

static string KeyOf(string file) => Convert.ToHexStringLower(SHA256.HashData(
    [.. File.ReadAllBytes(file), .. Encoding.UTF8.GetBytes($"{Environment.Version}")]));

// As .NET's packages name it; a .NET that a distribution has built calls its system otherwise.
static string ThisSystem()
{
    var name = RuntimeInformation.RuntimeIdentifier;
    var system = OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx"
        : name.Contains("musl") || name.StartsWith("alpine", StringComparison.Ordinal) ? "linux-musl" : "linux";
    return $"{system}-{RuntimeInformation.OSArchitecture}".ToLowerInvariant();
}

// Restored by a project of its own, so that it stands in no lock file: each kind of machine has another one.
string? CompilerOfMachineCode()
{
    var path = Output(
        "dotnet", "msbuild", "build/ReadyToRun.csproj", "-restore", "-t:Find", "-nologo", "-v:q", "-getProperty:Compiler")?.Trim();
    return File.Exists(path) ? path : null;
}

bool Compile(string compiler, string il, string image)
{
    var unfinished = $"{image}.{Environment.ProcessId}.tmp";
    string[] references = [.. new[] { RuntimeEnvironment.GetRuntimeDirectory(), Path.GetDirectoryName(il)! }
        .SelectMany(folder => new[] { "-r", Path.Combine(folder, "*.dll") })];
    // What it cannot compile stays as it is.
    if (Output(compiler, [il, "-o", unfinished, "-O", .. references]) is null)
        return false;
    File.Move(unfinished, image, overwrite: true);
    return true;
}

int Test()
{
    InstallStackPrograms();
    Build();
    PackModule();
    PackTool();
    DotNet("build", "JobOps.slnx", "-c", "Release");
    Clean("artifacts/tests");
    var total = withCoverage ? Measured(RunTests) : RunTests();
    return total.Report();
}

// The programs of docs/stacks: where this may install them it does, and no service is started. What is missing afterwards, and anywhere
// else, is the reason why a test of them is skipped.
void InstallStackPrograms()
{
    const string Policy = "/usr/sbin/policy-rc.d";
    string[] packages = ["php-cli", "php-sqlite3", "python3", "nodejs", "redis-server", "nginx-light", "cron", "git", "curl", "systemd"];
    if (withoutPowerShell || !OperatingSystem.IsLinux() || Environment.UserName != "root" || Output("apt-get", "--version") is null)
        return;
    var missing = Missing(packages);
    if (missing.Length == 0)
        return;
    Console.WriteLine($"Installing {string.Join(' ', missing)}");
    var policed = File.Exists(Policy);
    if (!policed)
    {
        File.WriteAllText(Policy, "#!/bin/sh\nexit 101\n");
        File.SetUnixFileMode(Policy, (UnixFileMode)Convert.ToInt32("755", 8));
    }
    try
    {
        // A machine that is new has no lists yet; a package that is nowhere must not keep the others out.
        if (AptGet(300, ["install", .. missing]) is null && AptGet(120, "update") is not null
            && AptGet(300, ["install", .. missing]) is null)
            foreach (var package in missing)
                AptGet(120, "install", package);
    }
    finally
    {
        if (!policed)
            File.Delete(Policy);
    }
    if (Missing(missing) is { Length: > 0 } left)
        Console.WriteLine($"Not installed, so tests that need them are skipped: {string.Join(' ', left)}");
}

string[] Missing(string[] packages) =>
    [.. packages.Where(package => Output("dpkg-query", "-W", "-f", "${db:Status-Status}", package) != "installed")];

string? AptGet(int seconds, params string[] words) => Output("env", [
    "DEBIAN_FRONTEND=noninteractive", "timeout", $"{seconds}", "apt-get", "-q", "-y", "--no-install-recommends",
    "-o", "DPkg::Lock::Timeout=60", .. words]);

Tally RunTests()
{
    // Tests start hundreds of short processes: to profile what they do costs more than it gives them back.
    Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
    // The program as people have it, whose code is compiled: each of its many starts costs a third less.
    Environment.SetEnvironmentVariable("JOBOPS_TEST_AGENT", Path.GetFullPath("artifacts/jobops"));
    // Most of the time a test waits for a process that it has started: two programs at once take little longer than one.
    var xunit = Directory.GetDirectories("tests", "*.Tests").Order(StringComparer.Ordinal)
        .Select(project => (Func<Tally>)(() => RunXunit(Path.GetFileName(project), project))).ToList();
    // The longest first, that of the agent, and the short ones last: so neither lane waits long for the other.
    var programs = new ConcurrentQueue<Func<Tally>>([xunit[0], .. PesterPrograms(), .. xunit[1..]]);
    var lanes = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
    {
        var tally = new Tally();
        while (programs.TryDequeue(out var program))
            tally.Add(program());
        return tally;
    })).ToList();
    var total = new Tally();
    foreach (var lane in lanes)
        total.Add(lane.GetAwaiter().GetResult());
    return total;
}

// What Windows does otherwise, on a program that was published for it: docs/windows.md says what Wine cannot show.
int TestWindows()
{
    var tally = new Tally();
    if (WhyNoWindows() is { } reason)
    {
        tally.Count("Skip", "tests/Windows", reason);
        tally.Report();
        return 0;
    }
    Build();
    PublishForWindows();
    if (WhyNoPowerShellOfWindows() is { } without)
        Console.WriteLine($"The tests of PowerShell on Windows are skipped: {without}");
    DotNet("build", "tests/Windows", "-c", "Release");
    try
    {
        tally.Add(RunXunit("JobOps.Windows.Tests", "tests/Windows"));
    }
    finally
    {
        // They end their Wine themselves, unless they were ended.
        Environment.SetEnvironmentVariable("WINEPREFIX", Path.GetFullPath("artifacts/windows/prefix"));
        Output("wineserver", "-k");
    }
    return tally.Report();
}

// Null where programs of Windows can be started here, if need be with the Wine that this installs.
string? WhyNoWindows()
{
    if (OperatingSystem.IsWindows() || Output("wineserver", "--version") is not null)
        return null;
    if (!OperatingSystem.IsLinux() || RuntimeInformation.OSArchitecture != Architecture.X64)
        return "needs Windows, or Wine on Linux for x64";
    if (Environment.UserName != "root" || Output("apt-get", "--version") is null)
        return "needs Wine: as root, apt-get install --no-install-recommends wine wine64";
    Output("apt-get", "update");
    return Output("apt-get", "install", "-y", "--no-install-recommends", "wine", "wine64") is null
        ? "needs Wine, and apt-get has no packages wine and wine64 to install"
        : null;
}

// From a copy of the sources: a restore for another system than this one writes other lock files.
void PublishForWindows()
{
    const string Copied = "artifacts/windows/source";
    Directory.CreateDirectory(Copied);
    // What was built there is kept, so that the next time is short.
    foreach (var old in SourcesIn(Copied))
        File.Delete(old);
    foreach (var file in new[] { "src", "module", "scripts" }.SelectMany(SourcesIn)
        .Concat(Directory.GetFiles(".", "Directory.*")).Concat(["JobOps.psd1", ".editorconfig"]))
        Copy(file, Copied);
    Clean("artifacts/windows/agent");
    DotNet("publish", $"{Copied}/src/JobOps.Agent", "-c", "Release", "-r", "win-x64", "--self-contained", "-o", "artifacts/windows/agent");
}

static IEnumerable<string> SourcesIn(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
    .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"));

// Null where there is a PowerShell of Windows to start: the one that is installed, or the one in the .NET tool's package with the
// runtimes that it asks for, which no installation of Linux has.
string? WhyNoPowerShellOfWindows()
{
    const string Variable = "JOBOPS_WINDOWS_POWERSHELL";
    Environment.SetEnvironmentVariable(Variable, null);
    if (WhyNoPowerShell() is { } reason)
        return reason;
    if (OperatingSystem.IsWindows())
    {
        Environment.SetEnvironmentVariable(Variable, _powerShell![0]);
        return null;
    }
    if (Output("dotnet", "msbuild", "build/WindowsRuntimes.csproj", "-restore", "-t:Find", "-nologo", "-v:q",
        "-getProperty:Packages", "-getProperty:RuntimeVersion") is not { } answer)
        return "the package feed has no runtimes of Windows";
    using var found = JsonDocument.Parse(answer);
    var properties = found.RootElement.GetProperty("Properties");
    var (packages, version) = (properties.GetProperty("Packages").GetString()!, properties.GetProperty("RuntimeVersion").GetString()!);
    var library = _powerShell!.FirstOrDefault(word => word.EndsWith("pwsh.dll", StringComparison.Ordinal));
    var program = Path.Combine(Path.GetDirectoryName(library) ?? "", "..", "win", "pwsh.exe");
    if (library is null || !File.Exists(program))
        return "needs the PowerShell of the tool manifest, whose package has that of Windows, too";
    Clean("artifacts/windows/dotnet");
    foreach (var framework in new[] { "Microsoft.NETCore.App", "Microsoft.WindowsDesktop.App" })
    {
        var package = Path.Combine(packages, $"{framework}.runtime.win-x64".ToLowerInvariant(), version, "runtimes", "win-x64");
        var shared = Directory.CreateDirectory(Path.Combine("artifacts/windows/dotnet/shared", framework, version)).FullName;
        foreach (var file in new[] { "lib/net10.0", "native" }.SelectMany(folder => Directory.GetFiles(Path.Combine(package, folder))))
            File.Copy(file, Path.Combine(shared, Path.GetFileName(file)));
    }
    var host = Directory.CreateDirectory(Path.Combine("artifacts/windows/dotnet/host/fxr", version)).FullName;
    File.Copy($"artifacts/windows/dotnet/shared/Microsoft.NETCore.App/{version}/hostfxr.dll", Path.Combine(host, "hostfxr.dll"));
    Environment.SetEnvironmentVariable(Variable, Path.GetFullPath(program));
    return null;
}

// Several programs, each with files from the longest to the shortest, so that they take about as long.
IEnumerable<Func<Tally>> PesterPrograms()
{
    const int Programs = 4;
    var files = Directory.GetFiles("tests/module", "*.Tests.ps1").OrderByDescending(file => new FileInfo(file).Length).ToList();
    if (WhyNoPowerShell() is { } reason)
    {
        var tally = new Tally();
        foreach (var file in files)
            tally.Count("Skip", file.Replace('\\', '/'), reason);
        return [() => tally];
    }
    return files.Select((file, index) => (file, part: index % Programs)).GroupBy(one => one.part, one => one.file)
        .Select(part => (Func<Tally>)(() => RunPester(part.Key, part)));
}

// Instrumented assemblies take the place of all their copies, so that processes which the tests start are measured, too.
Tally Measured(Func<Tally> tests)
{
    const string Kept = "artifacts/coverage/kept", Instrumented = "artifacts/coverage/assemblies";
    Clean("artifacts/coverage");
    foreach (var folder in new[] { Kept, Instrumented })
    {
        // With all that they refer to beside them, without which they cannot be rewritten.
        Clean(folder);
        foreach (var file in new[] { "artifacts/jobops", "module/bin" }.SelectMany(Directory.GetFiles)
            .Where(file => Path.GetExtension(file) is ".dll" or ".pdb"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
    }
    DotNet("build", "tests/Coverage", "-t:Instrument");
    try
    {
        PutEverywhere(Instrumented);
        return tests();
    }
    finally
    {
        PutEverywhere(Kept);
        DotNet("build", "tests/Coverage", "-t:Collect");
        foreach (var folder in new[] { Kept, Instrumented })
            Directory.Delete(folder, recursive: true);
        ShowCoverage("artifacts/coverage/coverage.cobertura.xml");
    }
}

// Wherever the tests and what they start load an assembly of the product from.
void PutEverywhere(string folder)
{
    var places = Directory.GetDirectories("tests", "*.Tests").Append("src/JobOps.Agent").Select(project => Path.Combine(project, "bin"))
        .Concat(["module/bin", "artifacts/jobops"]);
    foreach (var copy in places.SelectMany(place => Directory.GetFiles(place, "*.dll", SearchOption.AllDirectories)))
        if (Path.GetFileName(copy) is "JobOps.Core.dll"
            or "JobOps.Execution.dll" or "JobOps.Engine.dll" or "JobOps.Cmdlets.dll" or "jobops.dll")
            File.Copy(Path.Combine(folder, Path.GetFileName(copy)), copy, overwrite: true);
}

// A line for each project, and for each folder of it: how many of its lines and branches were executed.
void ShowCoverage(string report)
{
    var document = XDocument.Load(report);
    var source = (string?)document.Descendants("source").FirstOrDefault() ?? "";
    var lines = document.Descendants("class")
        .SelectMany(type => type.Element("lines")!.Elements("line")
            .Select(line => CoveredLine.Read(source, (string)type.Attribute("filename")!, line)))
        // A line may belong to a method and to a lambda in it.
        .GroupBy(line => (line.File, line.Number)).Select(same => same.MaxBy(line => (line.Hit, line.BranchesHit))!).ToList();
    Console.WriteLine($"{"Coverage",-32}{"lines",16}{"branches",16}");
    foreach (var project in lines.GroupBy(line => line.Project).OrderBy(project => project.Key, StringComparer.Ordinal))
    {
        ShowShare(project.Key, project);
        foreach (var folder in project.GroupBy(line => line.Folder).OrderBy(folder => folder.Key, StringComparer.Ordinal))
            ShowShare($"  {folder.Key}", folder);
    }
    ShowShare("all", lines);
}

void ShowShare(string name, IEnumerable<CoveredLine> lines) => Console.WriteLine(
    $"{name,-32}{Share(lines.Count(line => line.Hit), lines.Count())}"
    + Share(lines.Sum(line => line.BranchesHit), lines.Sum(line => line.Branches)));

static string Share(int hit, int all) => FormattableString.Invariant($"{(all == 0 ? 1 : (double)hit / all),10:P1} {all,5}");

int Faults()
{
    string[] projects = ["JobOps.Engine.Tests", "JobOps.Agent.Tests"];
    foreach (var project in projects)
        DotNet("build", $"tests/{project}", "-c", "Release");
    Clean("artifacts/tests");
    Environment.SetEnvironmentVariable("JOBOPS_FAULTS", "long");
    var total = new Tally();
    foreach (var project in projects)
        total.Add(RunXunit(project, $"tests/{project}", "-trait", "category=faults"));
    return total.Report();
}

int Bench()
{
    Build();
    DotNet("build", "tests/JobOps.Benchmarks", "-c", "Release");
    return Run("dotnet", ["tests/JobOps.Benchmarks/bin/Release/net10.0/JobOps.Benchmarks.dll", .. options]);
}

int Demo()
{
    Build();
    if (Environment.GetEnvironmentVariable("JOBOPS_DEMO") != "jobops" && WhyNoPowerShell() is null)
        return PowerShell("-NonInteractive", "-File", "scripts/runbooks/Publish-Site.ps1");
    return Run(Path.Combine("artifacts", "jobops", "jobops"), "demo", "--folder", "artifacts/demo");
}

int Shell()
{
    Build();
    if (WhyNoPowerShell() is { } reason)
        throw new CommandFailedException($"There is no shell to open: {reason}", Configuration);
    Clean("artifacts/shell");
    Environment.SetEnvironmentVariable("JOBOPS_LEDGER", $"sqlite:{Path.GetFullPath("artifacts/shell/ledger.db")}");
    // Ctrl+C is for what runs in the shell.
    Console.CancelKeyPress += (_, pressed) => pressed.Cancel = true;
    return PowerShell("-NoLogo", "-NoExit", "-Command", """
        Import-Module ./JobOps.psd1
        'JobOps is imported, its ledger is new. README.md has a tour to type; Get-Help about_JobOps tells more; exit leaves.'
        """);
}

int Pack()
{
    Build();
    PackModule();
    PackTool();
    foreach (var package in Directory.GetFiles(Packages, "*.nupkg"))
        Console.WriteLine($"Packed {package.Replace('\\', '/')}");
    return 0;
}

// With the module in it: a worker of the tool imports it into its PowerShell processes. A package with machine code for this system, one
// with IL for any other, and the one that is asked for, which names them.
void PackTool()
{
    const string Folder = Packages + "/module";
    CopyModule(Folder + "/JobOps");
    string[] systems = _hasMachineCode ? [ThisSystem(), "any"] : ["any"];
    DotNet("pack", "src/JobOps.Agent", "-c", "Release", "-o", Packages, $"-p:ModuleFolder={Path.GetFullPath(Folder)}",
        $"-p:MachineCode={Path.GetFullPath(MachineCode)}", $"-p:Systems=\"{string.Join(';', systems)}\"");
    Directory.Delete(Folder, recursive: true);
}

// The module as a PowerShell gallery takes it: a zip with the module's files, a nuspec, and a list of what is in it.
void PackModule()
{
    Clean(Packages);
    const string Folder = Packages + "/JobOps";
    CopyModule(Folder);
    foreach (var file in Directory.GetFiles("scripts", "*", SearchOption.AllDirectories).Concat(["LICENSE", "README.md"]))
        Copy(file, Folder);
    var manifest = File.ReadAllText("JobOps.psd1");
    Nuspec(manifest).Save(Path.Combine(Folder, "JobOps.nuspec"));
    Relationships().Save(Path.Combine(Directory.CreateDirectory(Path.Combine(Folder, "_rels")).FullName, ".rels"));
    ContentTypes(Folder).Save(Path.Combine(Folder, "[Content_Types].xml"));
    ZipFile.CreateFromDirectory(Folder, $"{Folder}.{Text(manifest, "ModuleVersion")}.nupkg");
    Directory.Delete(Folder, recursive: true);
}

void CopyModule(string to)
{
    foreach (var file in new[] { "module", "en-US" }
        .SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)).Concat(["JobOps.psd1"]))
        // The comments of the source are for who compiles against it, and its lines for who has the source; the help is made from them.
        if (!(file.StartsWith(Path.Combine("module", "bin"), StringComparison.Ordinal) && Path.GetExtension(file) is ".xml" or ".pdb"))
            Copy(file, to);
}

// The tags are how a gallery finds a module by what it exports.
XDocument Nuspec(string manifest)
{
    XNamespace ns = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";
    var cmdlets = List(manifest, "CmdletsToExport");
    string[] tags =
    [
        "PSModule", "PSEdition_Core", "PSIncludes_Cmdlet", .. List(manifest, "Tags"),
        .. cmdlets.Select(name => $"PSCmdlet_{name}"), .. cmdlets.Select(name => $"PSCommand_{name}"),
    ];
    return new(new XElement(ns + "package", new XElement(ns + "metadata",
        new XElement(ns + "id", "JobOps"),
        new XElement(ns + "version", Text(manifest, "ModuleVersion")),
        new XElement(ns + "authors", Text(manifest, "Author")),
        new XElement(ns + "license", new XAttribute("type", "expression"), "MIT"),
        new XElement(ns + "copyright", Text(manifest, "Copyright")),
        new XElement(ns + "description", Text(manifest, "Description")),
        new XElement(ns + "tags", string.Join(' ', tags)))));
}

XDocument Relationships()
{
    XNamespace ns = "http://schemas.openxmlformats.org/package/2006/relationships";
    return new(new XElement(ns + "Relationships", new XElement(ns + "Relationship",
        new XAttribute("Type", "http://schemas.microsoft.com/packaging/2010/07/manifest"),
        new XAttribute("Target", "/JobOps.nuspec"), new XAttribute("Id", "R0"))));
}

// A file whose type is not listed is no part of such a package, and a reader may leave it out.
XDocument ContentTypes(string folder)
{
    XNamespace ns = "http://schemas.openxmlformats.org/package/2006/content-types";
    var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .Select(file => "/" + Path.GetRelativePath(folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal).ToList();
    XAttribute Type(string extension) => new("ContentType",
        extension == "rels" ? "application/vnd.openxmlformats-package.relationships+xml" : "application/octet-stream");
    return new(new XElement(ns + "Types",
        files.Select(file => Path.GetExtension(file).TrimStart('.')).Where(extension => extension.Length > 0).Distinct()
            .Select(extension => new XElement(ns + "Default", new XAttribute("Extension", extension), Type(extension))),
        files.Where(file => Path.GetExtension(file).Length == 0)
            .Select(file => new XElement(ns + "Override", new XAttribute("PartName", file), Type("")))));
}

static string Text(string manifest, string key) => Regex.Match(manifest, $@"\b{key}\s*=\s*'([^']*)'").Groups[1].Value;

static string[] List(string manifest, string key) =>
    [.. Regex.Matches(Regex.Match(manifest, $@"\b{key}\s*=\s*@\(([^)]*)\)").Groups[1].Value, "'([^']*)'")
        .Select(item => item.Groups[1].Value)];

Tally RunXunit(string name, string project, params string[] filter)
{
    var tally = new Tally();
    var program = Path.Combine(project, "bin", "Release", "net10.0", name + (OperatingSystem.IsWindows() ? ".exe" : ""));
    var report = new XunitReport(tally);
    var clock = Stopwatch.StartNew();
    var end = TestProgram.Run(program, ["-noColor", "-reporter", "json", "-noAutoReporters", .. filter], report.Read);
    if (end.Hung)
        tally.Fail($"{name} said nothing for {TestProgram.LongestSilence:g} and was ended; it was at {report.Running}");
    // The runner may fail although no test did: it crashed, or a class could not be cleaned up.
    else if (end.ExitCode != 0 && tally.Failed == 0)
        tally.Fail($"{name} ended with exit code {end.ExitCode}");
    Console.WriteLine($"{name}: {tally}, {clock.Elapsed.TotalSeconds:0} s");
    return tally;
}

Tally RunPester(int part, IEnumerable<string> files)
{
    var tally = new Tally();
    var clock = Stopwatch.StartNew();
    var name = $"tests/module, part {part + 1}";
    var figures = Path.GetFullPath($"artifacts/tests/module-{part}.json");
    var report = new PesterReport();
    var end = TestProgram.Run(_powerShell![0], [
        .. _powerShell[1..], "-NoProfile",
        "-NonInteractive", "-File", "tests/Invoke-ModuleTests.ps1", string.Join('|', files), figures], report.Read);
    if (end.Hung)
        tally.Fail($"{name} said nothing for {TestProgram.LongestSilence:g} and was ended; it was at {report.Running}");
    else if (!File.Exists(figures))
        tally.Fail($"{name}: Pester ended with exit code {end.ExitCode} and left no figures");
    else
        using (var read = JsonDocument.Parse(File.ReadAllText(figures)))
        {
            tally.Passed = read.RootElement.GetProperty("passed").GetInt32();
            foreach (var test in read.RootElement.GetProperty("failed").EnumerateArray())
                tally.Fail(test.GetString()!);
            foreach (var test in read.RootElement.GetProperty("skipped").EnumerateArray())
                tally.Count("Skip", test.GetProperty("name").GetString()!, test.GetProperty("reason").GetString());
        }
    Console.WriteLine($"{name}: {tally}, {clock.Elapsed.TotalSeconds:0} s");
    return tally;
}

// Null where PowerShell was found: by the product, which looks for it as its script steps do.
string? WhyNoPowerShell()
{
    if (withoutPowerShell)
        return "left out by --without-powershell";
    if (_powerShell is not null)
        return null;
    // The manifest of this checkout pins one; where the feed lacks it, another one may be installed.
    Output("dotnet", "tool", "restore");
    if (Output(Path.Combine("artifacts", "jobops", "jobops"), "powershell", "--json") is not { } answer)
        return "needs PowerShell 7.6 or later: dotnet tool install --global PowerShell";
    using var found = JsonDocument.Parse(answer);
    _powerShell = [
        found.RootElement.GetProperty("file").GetString()!,
        .. found.RootElement.GetProperty("arguments").EnumerateArray().Select(argument => argument.GetString()!)];
    return null;
}

void DotNet(string verb, string project, params string[] options)
{
    var exitCode = Run("dotnet", [verb, project, .. options, "-v", "quiet", "-nologo", "--disable-build-servers"]);
    if (exitCode != 0)
        throw new CommandFailedException($"dotnet {verb} {project} failed", exitCode);
}

int PowerShell(params string[] arguments) => Run(_powerShell![0], [.. _powerShell[1..], "-NoProfile", .. arguments]);

int Run(string program, params string[] arguments)
{
    try
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false })!;
        process.WaitForExit();
        return process.ExitCode;
    }
    catch (System.ComponentModel.Win32Exception missing)
    {
        throw new CommandFailedException($"{program} cannot be started: {missing.Message}", Configuration);
    }
}

// Standard output of a program that ended well; null where it did not, or where there is no such program.
string? Output(string program, params string[] arguments)
{
    try
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? text : null;
    }
    catch (System.ComponentModel.Win32Exception)
    {
        return null;
    }
}

static void Clean(string folder)
{
    if (Directory.Exists(folder))
        Directory.Delete(folder, recursive: true);
    Directory.CreateDirectory(folder);
}

static void Copy(string file, string folder)
{
    var target = Path.Combine(folder, file);
    Directory.CreateDirectory(Path.GetDirectoryName(target)!);
    File.Copy(file, target);
}

static string Root([CallerFilePath] string thisFile = "") => Path.GetDirectoryName(thisFile)!;

/// <summary>A program that runs tests: what it prints is read line by line, and it is ended when nothing comes any more.</summary>
static class TestProgram
{
    public static TimeSpan LongestSilence { get; } = TimeSpan.FromMinutes(
        double.TryParse(Environment.GetEnvironmentVariable("JOBOPS_TEST_SILENCE"), CultureInfo.InvariantCulture, out var minutes)
            ? minutes : 10);

    /// <summary>Runs it to its end.</summary>
    /// <param name="read">Gets each line; returns what of it a person should see, or null.</param>
    public static (int ExitCode, bool Hung) Run(string program, string[] arguments, Func<string, string?> read)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var lastHeard = Stopwatch.StartNew();
        process.OutputDataReceived += (_, line) =>
        {
            lastHeard.Restart();
            if (line.Data is not null && read(line.Data) is { } seen)
                Console.WriteLine(seen);
        };
        process.BeginOutputReadLine();
        while (!process.WaitForExit(TimeSpan.FromSeconds(1)))
            if (lastHeard.Elapsed > LongestSilence)
            {
                process.Kill(entireProcessTree: true);
                process.WaitForExit(TimeSpan.FromSeconds(10));
                return (-1, Hung: true);
            }
        // The last lines may still be on their way; what an orphan holds open is not waited for for ever.
        using (var rest = Task.Run(process.WaitForExit))
            rest.Wait(TimeSpan.FromSeconds(10));
        return (process.ExitCode, Hung: false);
    }
}

/// <summary>What a program of xunit.v3 tells with <c>-reporter json</c>: one message a line.</summary>
sealed class XunitReport(Tally tally)
{
    readonly Dictionary<string, string> _running = [];

    public string Running => _running.Count > 0 ? string.Join(", ", _running.Values) : "no test";

    public string? Read(string line)
    {
        if (!line.StartsWith('{'))
            return line;
        // What a test is called, and what it says, may hold what JSON must not: xunit writes control characters as they are.
        using var document = JsonDocument.Parse(
            Regex.Replace(line, "[\\x00-\\x1f]", character => $"\\u{(int)character.Value[0]:x4}"));
        var message = document.RootElement;
        var type = Text(message, "$type");
        var test = Text(message, "TestUniqueID");
        switch (type)
        {
            case "test-starting":
                _running[test] = Text(message, "TestDisplayName");
                return null;
            case "test-passed":
                tally.Count("Pass", _running[test], null);
                return null;
            case "test-skipped":
                tally.Count("Skip", _running[test], Text(message, "Reason"));
                return null;
            case "test-failed":
                tally.Count("Fail", _running[test], FirstLine(message));
                return $"  {_running[test]} [FAIL]{Environment.NewLine}{Details(message)}";
            case "test-finished":
                _running.Remove(test);
                return null;
            default:
                return message.TryGetProperty("Messages", out _) ? $"  {type}{Environment.NewLine}{Details(message)}" : null;
        }
    }

    static string Details(JsonElement message) => string.Join(Environment.NewLine,
        new[] { "Messages", "StackTraces" }.SelectMany(
            name => message.TryGetProperty(name, out var texts) ? [.. texts.EnumerateArray()] : Array.Empty<JsonElement>())
            .Select(text => "    " + text.GetString()?.Replace("\n", "\n    ", StringComparison.Ordinal)));

    static string FirstLine(JsonElement message) => Details(message).Trim().Split('\n')[0].TrimEnd();

    static string Text(JsonElement message, string name) => message.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}

/// <summary>What Pester prints with its debug messages of the runtime, which name each test before it runs.</summary>
sealed class PesterReport
{
    const string Debug = "Runtime: ";
    const string Entering = Debug + "Entering path ";

    public string Running { get; private set; } = "no test";

    public string? Read(string line)
    {
        if (line.StartsWith(Entering, StringComparison.Ordinal))
            Running = line[Entering.Length..].Trim();
        return line.StartsWith(Debug, StringComparison.Ordinal) ? null : line;
    }
}

/// <summary>How many tests passed, failed and were skipped, and why.</summary>
sealed class Tally
{
    readonly List<string> _failures = [];
    readonly List<(string Name, string Reason)> _skips = [];

    public int Passed { get; set; }
    public int Failed { get; set; }

    public void Count(string result, string name, string? reason)
    {
        if (result == "Pass")
            Passed++;
        else if (result == "Skip")
            _skips.Add((name, reason ?? "no reason given"));
        else if (result == "Fail")
            Fail($"{name}: {reason}");
    }

    public void Fail(string what)
    {
        Failed++;
        _failures.Add(what);
    }

    public void Add(Tally other)
    {
        Passed += other.Passed;
        Failed += other.Failed;
        _failures.AddRange(other._failures);
        _skips.AddRange(other._skips);
    }

    public override string ToString() => $"{Passed} passed, {Failed} failed, {_skips.Count} skipped";

    /// <summary>Prints the figures, the last line alone; 0 when something ran and nothing failed.</summary>
    public int Report()
    {
        foreach (var group in _skips.GroupBy(skip => skip.Reason))
        {
            Console.WriteLine($"Skipped: {group.Key}");
            foreach (var (name, _) in group)
                Console.WriteLine($"  {name}");
        }
        foreach (var failure in _failures)
            Console.WriteLine($"Failed: {failure}");
        Console.WriteLine(this);
        return Failed == 0 && Passed > 0 ? 0 : 1;
    }
}

/// <summary>A line of the product, and how much of it was executed.</summary>
sealed record CoveredLine(string File, int Number, bool Hit, int BranchesHit, int Branches)
{
    string[] Parts => File.Replace('\\', '/').Split('/');

    public string Project => Parts[0];

    public string Folder => Parts.Length > 2 ? Parts[1] : ".";

    public static CoveredLine Read(string source, string file, XElement line)
    {
        // Branches stand there as "50% (1/2)".
        var branches = Regex.Match((string?)line.Attribute("condition-coverage") ?? "(0/0)", @"\((\d+)/(\d+)\)").Groups;
        return new(
            Path.GetRelativePath("src", Path.Combine(source, file)), (int)line.Attribute("number")!, (int)line.Attribute("hits")! > 0,
            int.Parse(branches[1].Value), int.Parse(branches[2].Value));
    }
}

sealed class CommandFailedException(string message, int exitCode) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
