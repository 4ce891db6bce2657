namespace JobOps.Execution;

/// <summary>The names of an archive's members. <c>tar -xzf</c> of one shows the files below a folder of that name.</summary>
static class ArchiveMembers
{
    /// <summary>Before the path of each file, folder and link.</summary>
    public const string Files = "files/";

    /// <summary>Before the number of each part of a command's output, whose length nobody knows before its end.</summary>
    public const string Output = "output/";

    public const string Manifest = "manifest.json";

    /// <summary>As <c>sha256sum</c> writes it.</summary>
    public const string ManifestHash = "manifest.sha256";

    public static string HashLine(string sha256) => $"{sha256}  {Manifest}\n";
}
