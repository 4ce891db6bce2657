namespace JobOps.Agent.Exec;

/// <summary>What <c>jobops exec</c> does where its ledger does not answer before the command has begun.</summary>
enum IfLedgerFails
{
    /// <summary>Nothing is executed.</summary>
    Refuse,
    /// <summary>The command is executed, and its record waits for the ledger.</summary>
    Run,
}
