using JobOps.Errors;

namespace JobOps.Execution;

/// <summary>The address of a site or of a cache.</summary>
public static class CacheAddress
{
    const string Words = "an absolute http or https URL";

    /// <exception cref="JobOpsException">CacheTargetInvalid</exception>
    public static Uri Require(Uri address) => address.IsAbsoluteUri && address.Scheme is "http" or "https"
        ? address
        : throw Invalid(address.ToString());

    /// <exception cref="JobOpsException">CacheTargetInvalid</exception>
    public static Uri Read(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) ? Require(address) : throw Invalid(text);

    static JobOpsException Invalid(string actual) => new(Error.CacheTargetInvalid("the address", Words, actual));
}
