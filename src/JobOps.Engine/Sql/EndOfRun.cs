using JobOps.Errors;

namespace JobOps.Engine.Sql;

/// <summary>What is written wherever a run ends: by its worker, by an operator, by time.</summary>
static class EndOfRun
{
    public static readonly Statement SetError = "UPDATE jobops.RunPayload SET Error = @error WHERE RunId = @runId";

    static readonly Statement s_interruptSteps = new(
        """
        UPDATE jobops.Step WITH (ROWLOCK) SET Status = 'Interrupted', FinishedAt = @now
        OUTPUT inserted.Name WHERE RunId = @runId AND Status = 'Running'
        """,
        """
        UPDATE Step SET Status = 'Interrupted', FinishedAt = @now
        WHERE RunId = @runId AND Status = 'Running' RETURNING Name
        """);

    /// <summary>Steps that were running are interrupted. Returns what the journal has to say of them.</summary>
    public static async Task<IEnumerable<JournalEvent>> InterruptStepsAsync(LedgerTransaction transaction, long runId) =>
        (await transaction.QueryAsync<string>(s_interruptSteps, new { runId, now = transaction.Now }))
        .Select(step => new JournalEvent(runId, "StepInterrupted", new { step }));

    /// <summary>What the journal says about why something ended.</summary>
    public static object Cause(JobOpsError? error) => new { error = error?.Id, error?.What, error?.Actual };
}
