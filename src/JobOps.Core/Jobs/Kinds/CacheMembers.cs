using JobOps.Jobs.JobFiles;
using JobOps.Values;

namespace JobOps.Jobs;

/// <summary>What the kinds about caches share.</summary>
static class CacheMembers
{
    const string SecretWords = SecretReference.Words + ", or a secret of the environment";

    /// <summary>A value that nobody may read here: a reference to it, or a placeholder that stands for a secret.</summary>
    public static void Secret(Template value, PlaceholderScope scope, string path, DefinitionCheck check)
    {
        check.Placeholders(value, scope.WithSecrets(), path);
        if (!value.Placeholders.Any() && SecretReference.TryParse(value.Text) is null)
            check.Add(path, SecretWords, "a plain text");
    }

    /// <summary>An address; with a placeholder in it, whether it is one shows when it is filled.</summary>
    public static void Address(Template url, PlaceholderScope scope, string path, DefinitionCheck check)
    {
        check.Required(url, "an absolute http or https URL", scope, path);
        if (url.Text.Length > 0 && !url.Placeholders.Any()
            && !(Uri.TryCreate(url.Text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
            check.Add(path, "an absolute http or https URL", JobDefinitionRules.Quote(url.Text));
    }

    public static Dictionary<string, Template> ToDictionary(IEnumerable<KeyValuePair<string, Template>> pairs) =>
        pairs.DistinctBy(pair => pair.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.OrdinalIgnoreCase);
}
