namespace JobOps.Measurements;

/// <summary>What a probe measured; stands in the ledger as the step's result.</summary>
/// <param name="Url">The address.</param>
/// <param name="Requests">How many requests were made.</param>
/// <param name="Failed">How many had no answer, an answer of 400 or more, or not the one that was expected.</param>
/// <param name="ErrorRate"><paramref name="Failed"/> by <paramref name="Requests"/>, 0 to 1.</param>
/// <param name="MedianMs">Median response time in milliseconds, to the end of the body.</param>
/// <param name="P95Ms">Response time that 95 of 100 requests stayed under.</param>
/// <param name="Statuses">How often each status came; 0 stands for no answer.</param>
/// <param name="TimesMs">Each response time, in order.</param>
public sealed record HttpMeasurement(
    string Url, int Requests, int Failed, double ErrorRate, double MedianMs, double P95Ms,
    IReadOnlyDictionary<string, int> Statuses, IReadOnlyList<double> TimesMs);
