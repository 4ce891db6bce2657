using JobOps.Errors;
using JobOps.Measurements;

namespace JobOps.Execution;

/// <summary>Writes the page of a comparison into a file.</summary>
public static class ComparisonFile
{
    /// <param name="compared">What to show.</param>
    /// <param name="path">The file; one that is there is replaced when the new one is whole.</param>
    /// <exception cref="JobOpsException">ComparisonNotWritten</exception>
    public static void Write(ChangeComparison compared, string path)
    {
        var beside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            using (var writer = File.CreateText(beside))
                ComparisonPage.Instance.Write(
                    $"{compared.Change.ChangeId}: {compared.Change.Title}", compared.Before, compared.After, compared.Metrics, writer);
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Where there is no folder, deleting fails, too.
            if (File.Exists(beside))
                File.Delete(beside);
            throw new JobOpsException(Error.ComparisonNotWritten(compared.Change.ChangeId, path, exception.Message), exception);
        }
    }
}
