using JobOps.Errors;
using JobOps.Steps;

namespace JobOps.Execution;

/// <summary>Reads what the paths of a step are now, for as long as the step may take.</summary>
public static class TouchedStates
{
    /// <param name="paths">Absolute paths by their short names.</param>
    /// <param name="runId">The run, for the error.</param>
    /// <param name="step">The step, for the error.</param>
    /// <param name="tell">Is told in a sentence what was seen and not read.</param>
    /// <param name="cancellation">Ends the reading, also where a file of a network does not answer.</param>
    /// <exception cref="JobOpsException">TouchedPathUnreadable</exception>
    public static async Task<IReadOnlyDictionary<string, TouchedPath>> ReadAsync(
        IReadOnlyDictionary<string, string> paths, long runId, string step, Action<string> tell, CancellationToken cancellation)
    {
        if (paths.Count == 0)
            return new Dictionary<string, TouchedPath>();
        var reader = new TouchedPathReader(cancellation);
        try
        {
            var states = await Apart.RunAsync(() => paths.ToDictionary(path => path.Key, path => reader.Read(path.Value)), cancellation);
            if (reader.LeftOut.Count > 0)
                tell($"Not read, only seen: {string.Join(", ", reader.LeftOut)}.");
            return states;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new JobOpsException(Error.TouchedPathUnreadable(runId, step, exception.Message), exception);
        }
    }
}
