using System.Text.RegularExpressions;

namespace JobOps.Execution;

/// <summary>Secrets that are known by what they look like: those who give them out have made them so.</summary>
static partial class SecretShapes
{
    /// <summary>A rule, and what is looked for; the group <c>secret</c>, where there is one, is the value.</summary>
    public static IReadOnlyList<(string Rule, Regex Pattern)> All { get; } =
    [
        ("aws-access-key", AwsAccessKey()), ("github-token", GitHub()), ("gitlab-token", GitLab()), ("slack-token", Slack()),
        ("slack-webhook", SlackWebhook()), ("stripe-key", Stripe()), ("google-api-key", Google()), ("google-oauth-secret", GoogleOAuth()),
        ("azure-key", Azure()), ("azure-signature", AzureSignature()), ("jwt", Jwt()), ("package-token", Packages()),
        ("cloud-token", Clouds()), ("mail-key", Mail()), ("model-key", Models()), ("age-key", Age()),
    ];

    /// <summary>A line without any of these has none of them.</summary>
    public static IReadOnlyList<string> Signs { get; } =
    [
        "AKIA", "ASIA", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "gldt-", "glrt-", "glptt-", "xox",
        "hooks.slack.com", "k_live_", "AIza", "GOCSPX-", "AccountKey=", "AccessKey=", "sig=", "eyJ", "npm_", "pypi-", "dop_v1_", "hvs.",
        "hf_", "SG.", "key-", "sk-", "AGE-SECRET-KEY-",
    ];

    [GeneratedRegex(@"(?<![A-Za-z0-9])(AKIA|ASIA)[A-Z2-7]{16}(?![A-Za-z0-9])")]
    private static partial Regex AwsAccessKey();

    [GeneratedRegex(@"(?<![A-Za-z0-9])(gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})(?![A-Za-z0-9])")]
    private static partial Regex GitHub();

    [GeneratedRegex(@"(?<![A-Za-z0-9])(glpat|gldt|glrt|glptt)-[A-Za-z0-9_-]{20,64}")]
    private static partial Regex GitLab();

    [GeneratedRegex(@"(?<![A-Za-z0-9])xox[abeoprs]-([0-9]{6,}-)+[A-Za-z0-9]{16,}")]
    private static partial Regex Slack();

    [GeneratedRegex("hooks\\.slack\\.com/services/(?<secret>T[A-Z0-9]{7,}/B[A-Z0-9]{7,}/[A-Za-z0-9]{20,})")]
    private static partial Regex SlackWebhook();

    // What is live only: with a key for tests nobody pays.
    [GeneratedRegex(@"(?<![A-Za-z0-9])[sr]k_live_[A-Za-z0-9]{20,247}")]
    private static partial Regex Stripe();

    [GeneratedRegex(@"(?<![A-Za-z0-9])AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])")]
    private static partial Regex Google();

    [GeneratedRegex(@"(?<![A-Za-z0-9])GOCSPX-[A-Za-z0-9_-]{28}(?![A-Za-z0-9_-])")]
    private static partial Regex GoogleOAuth();

    [GeneratedRegex("(AccountKey|SharedAccessKey)=(?<secret>[A-Za-z0-9+/]{42,86}={1,2})")]
    private static partial Regex Azure();

    [GeneratedRegex("[?&;]sig=(?<secret>[A-Za-z0-9+/%]{42,60}(=|%3[Dd]))")]
    private static partial Regex AzureSignature();

    [GeneratedRegex(@"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{20,}")]
    private static partial Regex Jwt();

    [GeneratedRegex(@"(?<![A-Za-z0-9])(npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{50,})(?![A-Za-z0-9])")]
    private static partial Regex Packages();

    [GeneratedRegex(@"(?<![A-Za-z0-9])(dop_v1_[0-9a-f]{64}|hvs\.[A-Za-z0-9_-]{24,})")]
    private static partial Regex Clouds();

    [GeneratedRegex(@"(?<![A-Za-z0-9])(SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}|key-[0-9a-f]{32}(?![0-9a-f]))")]
    private static partial Regex Mail();

    [GeneratedRegex(
        @"(?<![A-Za-z0-9])(sk-(proj-|svcacct-|ant-[a-z0-9]{3,8}-)[A-Za-z0-9_-]{40,}|sk-[A-Za-z0-9]{48}|hf_[A-Za-z]{34})(?![A-Za-z0-9])")]
    private static partial Regex Models();

    [GeneratedRegex("AGE-SECRET-KEY-1[0-9A-Z]{58}")]
    private static partial Regex Age();
}
