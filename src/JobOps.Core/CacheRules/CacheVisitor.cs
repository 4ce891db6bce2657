namespace JobOps.CacheRules;

/// <summary>Who asks for a page.</summary>
public enum CacheVisitor
{
    /// <summary>Somebody whom nobody knows.</summary>
    Anonymous,
    /// <summary>Somebody who is logged in.</summary>
    LoggedIn,
    /// <summary>Somebody else who is logged in.</summary>
    SecondUser,
}
