namespace JobOps.Errors;

/// <summary>What is done with a worker that is a service.</summary>
public enum ServiceChange
{
    Install,
    Uninstall,
}
