using System.Runtime.Versioning;
using System.Security.AccessControl;
using System.Security.Principal;
using JobOps.Errors;

namespace JobOps.Ledger;

/// <summary>
/// What <see cref="OwnerOnly"/> is on Windows: full access for the user of this process, the system and the administrators, and
/// nothing from the folder around.
/// </summary>
[SupportedOSPlatform("windows")]
static class WindowsRights
{
    // Each has all users of the machine in it, and has the same id in every language.
    static readonly WellKnownSidType[] s_everybody =
        [WellKnownSidType.WorldSid, WellKnownSidType.AuthenticatedUserSid, WellKnownSidType.BuiltinUsersSid];

    // Whoever has one of these alters the content, or gives himself the right to.
    const FileSystemRights Writing = FileSystemRights.WriteData | FileSystemRights.AppendData | FileSystemRights.Delete
        | FileSystemRights.DeleteSubdirectoriesAndFiles | FileSystemRights.ChangePermissions | FileSystemRights.TakeOwnership;

    public static FileStream CreateFile(string path, int bufferSize)
    {
        // Whatever is written into nul is gone.
        if (Path.GetFullPath(path).StartsWith(@"\\.\", StringComparison.Ordinal))
            throw new IOException($"'{path}' is a device and no file.");
        var security = new FileSecurity();
        Restrict(security, InheritanceFlags.None);
        // Without a buffer is 1 here, where others take 0.
        return new FileInfo(path).Create(
            FileMode.CreateNew, FileSystemRights.Write, FileShare.Read, Math.Max(1, bufferSize), FileOptions.None, security);
    }

    public static void CreateFolder(string path)
    {
        var security = new DirectorySecurity();
        Restrict(security, InheritanceFlags.ContainerInherit | InheritanceFlags.ObjectInherit);
        security.CreateDirectory(path);
    }

    public static void Follow(IReadOnlyList<string> files)
    {
        try
        {
            var rights = new FileInfo(files[0]).GetAccessControl(AccessControlSections.Access).GetSecurityDescriptorBinaryForm();
            foreach (var file in files.Skip(1).Where(File.Exists).Select(file => new FileInfo(file)))
            {
                var own = file.GetAccessControl(AccessControlSections.Access);
                if (own.GetSecurityDescriptorBinaryForm().AsSpan().SequenceEqual(rights))
                    continue;
                own.SetSecurityDescriptorBinaryForm(rights, AccessControlSections.Access);
                file.SetAccessControl(own);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            // The process of another user has made them, and does it; or the last one that had the ledger open took them away.
        }
    }

    /// <summary>Lets an account work with files that are the owner's alone, and make new ones beside them, which are its own.</summary>
    public static void Admit(SecurityIdentifier account, IReadOnlyList<string> files)
    {
        var folder = Directory.GetParent(files[0])!;
        var place = folder.GetAccessControl(AccessControlSections.Access);
        place.AddAccessRule(new(
            account, FileSystemRights.ReadAndExecute | FileSystemRights.CreateFiles, AccessControlType.Allow));
        place.AddAccessRule(new(
            new SecurityIdentifier(WellKnownSidType.CreatorOwnerSid, null), FileSystemRights.Modify, InheritanceFlags.ObjectInherit,
            PropagationFlags.InheritOnly, AccessControlType.Allow));
        folder.SetAccessControl(place);
        foreach (var file in files.Where(File.Exists).Select(file => new FileInfo(file)))
        {
            var rights = file.GetAccessControl(AccessControlSections.Access);
            rights.AddAccessRule(new(account, FileSystemRights.Modify, AccessControlType.Allow));
            file.SetAccessControl(rights);
        }
    }

    public static string? Exposure(string path)
    {
        try
        {
            var rules = new FileInfo(path).GetAccessControl(AccessControlSections.Access)
                .GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier));
            return rules.OfType<FileSystemAccessRule>().Any(IsForEverybody)
                ? $"{path} can be read by every user of this machine: icacls {Next.Shell(path)} /inheritance:r "
                    + "/grant:r *S-1-5-18:F *S-1-5-32-544:F \"%USERNAME%:F\""
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is gone, or another's own.
            return null;
        }
    }

    /// <summary>Which groups that every account is in can write a path, as a sentence; null where none can.</summary>
    /// <exception cref="IOException">It cannot be looked at.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public static string? Writers(string path, bool isFolder)
    {
        FileSystemSecurity security = isFolder
            ? new DirectoryInfo(path).GetAccessControl(AccessControlSections.Access)
            : new FileInfo(path).GetAccessControl(AccessControlSections.Access);
        var writers = security.GetAccessRules(includeExplicit: true, includeInherited: true, typeof(SecurityIdentifier))
            .OfType<FileSystemAccessRule>()
            .Where(rule => rule.AccessControlType == AccessControlType.Allow && (rule.FileSystemRights & Writing) != 0
                // What only those below inherit, is looked at there.
                && !rule.PropagationFlags.HasFlag(PropagationFlags.InheritOnly))
            .Select(rule => NameOf(rule.IdentityReference)).OfType<string>().Distinct().ToList();
        return writers.Count == 0 ? null : $"{string.Join(", ", writers)} can write it";
    }

    static string? NameOf(IdentityReference reference) => reference switch
    {
        SecurityIdentifier who when who.IsWellKnown(WellKnownSidType.WorldSid) => "Everyone",
        SecurityIdentifier who when who.IsWellKnown(WellKnownSidType.AuthenticatedUserSid) => "Authenticated Users",
        SecurityIdentifier who when who.IsWellKnown(WellKnownSidType.BuiltinUsersSid) => "Users",
        _ => null,
    };

    static bool IsForEverybody(FileSystemAccessRule rule) =>
        rule.AccessControlType == AccessControlType.Allow && rule.FileSystemRights.HasFlag(FileSystemRights.ReadData)
        && rule.IdentityReference is SecurityIdentifier who && s_everybody.Any(who.IsWellKnown);

    static void Restrict(FileSystemSecurity security, InheritanceFlags inheritance)
    {
        security.SetAccessRuleProtection(isProtected: true, preserveInheritance: false);
        using var user = WindowsIdentity.GetCurrent();
        SecurityIdentifier[] owners =
            [user.User!, new(WellKnownSidType.LocalSystemSid, null), new(WellKnownSidType.BuiltinAdministratorsSid, null)];
        foreach (var owner in owners)
            security.AddAccessRule(new(
                owner, FileSystemRights.FullControl, inheritance, PropagationFlags.None, AccessControlType.Allow));
    }
}
