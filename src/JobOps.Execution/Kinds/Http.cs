using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Runs;

namespace JobOps.Execution;

/// <summary>Sends real requests; its result is what they measured.</summary>
sealed class Http : StepExecution<HttpAction>
{
    protected override async Task<string> ExecuteAsync(HttpAction action, StepContext step, CancellationToken cancellation)
    {
        var (runId, name) = (step.Run.RunId, step.StepName);
        var address = step.Fill(action.Url);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new JobOpsException(Error.HttpCheckFailed(
                runId, name, $"Step '{name}' of run {runId} has no address to ask.", "an http or https URL", address));
        var expected = new ExpectedAnswer(
            action.Expect?.Status, action.Expect?.Body is { } body ? step.Fill(body) : null, action.Expect?.Within);
        var (measurement, mismatch) = await HttpProbe.MeasureAsync(url, action.Requests, expected, cancellation);
        step.Attempt.Log.Write(LogStream.JobOps, name, FormattableString.Invariant(
            $"{measurement.Requests} requests, {measurement.Failed} failed, median {measurement.MedianMs:0.0} ms, ")
            + FormattableString.Invariant($"p95 {measurement.P95Ms:0.0} ms"));
        if (action.Expect is not null && mismatch is not null)
            throw new JobOpsException(Error.HttpCheckFailed(
                runId, name,
                $"Step '{name}' of run {runId}: {measurement.Failed} of {measurement.Requests} requests to {url} "
                + "were not answered as expected.",
                HttpProbe.Describe(expected), mismatch));
        return StepResult.Write(measurement);
    }
}
