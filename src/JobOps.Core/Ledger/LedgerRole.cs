namespace JobOps.Ledger;

/// <summary>What a login may do to a ledger on a server. In the database a role is called <c>jobops_reader</c> and so on.</summary>
public enum LedgerRole
{
    /// <summary>Sees everything and changes nothing.</summary>
    Reader,
    /// <summary>Registers jobs; starts, stops, restarts and undoes runs; pauses queues; writes notes.</summary>
    Operator,
    /// <summary>Executes runs: what the account of a worker needs. Starts none.</summary>
    Worker,
    /// <summary>Whatever an operator may, and deletes what is too old to be kept.</summary>
    Admin,
}

/// <summary>A user of the database that has a role.</summary>
/// <param name="Role">The role.</param>
/// <param name="Member">A user of the database.</param>
public sealed record LedgerRoleMember(LedgerRole Role, string Member);

/// <summary>Who may do what. The rights themselves are the database's.</summary>
public interface ILedgerAccess
{
    /// <summary>
    /// Gives a user of the database a role; a login of the server that is no user of the database yet becomes one. It takes
    /// a database owner.
    /// </summary>
    /// <returns>False when the member has the role already.</returns>
    /// <exception cref="Errors.JobOpsException">LedgerHasNoRoles, MemberUnknown, LedgerPermission</exception>
    Task<bool> GrantAsync(LedgerRole role, string member, CancellationToken cancellation = default);
}
