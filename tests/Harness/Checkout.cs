namespace JobOps.Harness;

/// <summary>The checkout that the tests were built from.</summary>
static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "JobOps.slnx")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"no JobOps.slnx above {AppContext.BaseDirectory}");
    }
}
