using JobOps.Errors;
using JobOps.Jobs;
using JobOps.Ledger;

namespace JobOps.Execution;

/// <summary>Takes out runs that nobody wants to keep: of each job by its own rule, or by the ledger's.</summary>
/// <param name="ledger">The ledger.</param>
/// <param name="trouble">Is told what keeps it from working; may be null.</param>
public sealed class RetentionPass(ILedger ledger, Action<JobOpsError>? trouble = null)
{
    // Nobody waits for it.
    static readonly TimeSpan s_pause = TimeSpan.FromHours(1);

    // A worker that starts has something better to do; and not all workers of a house start at the same time.
    static readonly TimeSpan s_first = TimeSpan.FromMinutes(1);

    /// <summary>Looks once an hour until it is stopped. Whatever it meets, it goes on.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await Task.Delay(s_first + Spread(), stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Rounds.RunAsync(
            async () =>
            {
                await PassWhereAllowedAsync(stop);
                return s_pause + Spread();
            },
            s_pause, "Runs that nobody keeps were not taken out.", trouble, stop);
    }

    static TimeSpan Spread() => Random.Shared.NextDouble() * s_first;

    async Task PassWhereAllowedAsync(CancellationToken stop)
    {
        try
        {
            await PassAsync(stop);
        }
        catch (JobOpsException exception) when (exception.Error.Id == nameof(Error.LedgerPermission))
        {
            // A worker that may not purge leaves it to those that may.
        }
    }

    /// <summary>Takes out what is not to be kept now, in the batches of the purge.</summary>
    /// <returns>How many runs are gone.</returns>
    /// <exception cref="JobOpsException">The ledger does not answer, or does not let this process purge.</exception>
    public async Task<long> PassAsync(CancellationToken cancellation = default)
    {
        var ofLedger = await ledger.Retention.GetRuleAsync(cancellation);
        var gone = 0L;
        foreach (var job in await ledger.Jobs.GetAsync("*", cancellation))
            if ((job.Keep ?? ofLedger) is { } rule)
            {
                var query = QueryOf(job.Name, rule, await ledger.NowAsync(cancellation));
                // Most of the time there is nothing, and to look needs no rights.
                if (await ledger.Retention.CountAsync(query, cancellation) > 0)
                    gone += (await ledger.Retention.PurgeAsync(query, progress: null, cancellation)).Runs;
            }
        return gone;
    }

    /// <summary>What a rule does not keep of a job: never its last success, nor its last failure.</summary>
    public static PurgeQuery QueryOf(string job, RetentionRule rule, DateTimeOffset now) => new()
    {
        JobName = job,
        Before = rule.Days is { } days ? now.AddDays(-days) : now,
        KeepLast = rule.Last,
        KeepOutcomes = true,
    };
}
