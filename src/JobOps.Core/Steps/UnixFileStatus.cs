using System.Globalization;
using System.Runtime.InteropServices;

namespace JobOps.Steps;

/// <summary>What Linux knows of a path and .NET does not tell: its owner, and whether it is a pipe, a socket or a device.</summary>
/// <param name="Mode">Kind and permissions, as <c>st_mode</c>.</param>
/// <param name="User">The owner's number.</param>
/// <param name="Group">The group's number.</param>
/// <seealso href="https://man7.org/linux/man-pages/man2/statx.2.html"/>
readonly partial record struct UnixFileStatus(ushort Mode, uint User, uint Group)
{
    const int CurrentFolder = -100;
    const int DoNotFollow = 0x100;
    const uint BasicFields = 0x7ff;
    const int SizeOfStatx = 256;

    /// <summary>Of the path itself, never of what a link points to; null where there is nothing, or on another system.</summary>
    public static UnixFileStatus? Of(string path)
    {
        if (!OperatingSystem.IsLinux())
            return null;
        // The layout of statx is the same on every processor, other than that of stat.
        var statx = new byte[SizeOfStatx];
        if (Statx(CurrentFolder, path, DoNotFollow, BasicFields, statx) != 0)
            return null;
        return new(
            MemoryMarshal.Read<ushort>(statx.AsSpan(28)), MemoryMarshal.Read<uint>(statx.AsSpan(20)),
            MemoryMarshal.Read<uint>(statx.AsSpan(24)));
    }

    /// <summary><c>pipe</c>, <c>socket</c> or <c>device</c>; null for what can be read to its end.</summary>
    public string? Special => (Mode & 0xF000) switch
    {
        0x1000 => "pipe",
        0xC000 => "socket",
        0x2000 or 0x6000 => "device",
        _ => null,
    };

    /// <summary>Permissions and owner, as <c>644 1000:1000</c>.</summary>
    public string Access => string.Create(CultureInfo.InvariantCulture, $"{Convert.ToString(Mode & 0xFFF, 8)} {Owner}");

    /// <summary>The owner, as <c>1000:1000</c>.</summary>
    public string Owner => string.Create(CultureInfo.InvariantCulture, $"{User}:{Group}");

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint fields, [Out] byte[] status);
}
