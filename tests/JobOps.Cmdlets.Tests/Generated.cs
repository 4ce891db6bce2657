namespace JobOps.Cmdlets.Tests;

/// <summary>Files of the repository that are made from the source.</summary>
static class Generated
{
    const string UpdateVariable = "JOBOPS_UPDATE";

    /// <summary>Compares the file with what it should be, or writes it, if the developer asks for that.</summary>
    public static void AssertCurrent(string path, string text)
    {
        if (Environment.GetEnvironmentVariable(UpdateVariable) == "1")
            File.WriteAllText(path, text);

        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text,
            $"{path} is not current. Run these tests with {UpdateVariable}=1 and look at what that changes.");
    }
}
