namespace JobOps.Jobs;

/// <summary>What the script of a runbook gets for a parameter whose stored value is a text all the same.</summary>
public enum ParameterShape
{
    /// <summary>The value itself.</summary>
    Plain,
    /// <summary>A list; kept as JSON.</summary>
    List,
    /// <summary>A hashtable; kept as JSON.</summary>
    Map,
    /// <summary>A credential: its password is the secret, its user name a parameter of its own.</summary>
    Credential,
}
