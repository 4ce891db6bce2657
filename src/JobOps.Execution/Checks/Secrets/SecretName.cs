using System.Text.RegularExpressions;

namespace JobOps.Execution;

/// <summary>What the name of a variable or a member says about its value.</summary>
enum SecretName
{
    /// <summary>Nothing.</summary>
    None,
    /// <summary>It may be a key, of whatever kind.</summary>
    Key,
    /// <summary>A token, a secret, a key of an interface.</summary>
    Token,
    /// <summary>A password, which people may have thought of.</summary>
    Password,
}

/// <summary>Tells names of secrets from those that only sound so.</summary>
static partial class SecretNames
{
    static readonly HashSet<string> s_passwords = ["password", "passwd", "passwort", "pwd", "passphrase", "pass", "pw"];

    static readonly HashSet<string> s_tokens =
    [
        "secret", "secrets", "token", "credential", "credentials", "apikey", "secretkey", "accesskey", "authkey", "authtoken",
        "accesstoken", "apitoken", "privatekey", "appkey", "signature",
    ];

    // Such a key opens something.
    static readonly HashSet<string> s_opening =
    [
        "api", "access", "secret", "private", "auth", "encryption", "signing", "master", "account", "app", "application", "service",
        "client", "session", "cipher", "crypt", "crypto", "aes", "hmac", "jwt", "license", "subscription", "shared", "storage", "admin",
        "deploy", "webhook", "server",
    ];

    // Everybody may have these, wherever the word stands.
    static readonly HashSet<string> s_open =
    [
        "public", "pub", "publishable", "site", "hash", "hashed", "checksum", "digest", "integrity", "fingerprint", "thumbprint", "etag",
        "sha1", "sha256", "sha512", "md5", "example", "sample", "dummy", "fake", "mock", "placeholder", "csrf", "xsrf", "idempotency",
        "cache", "primary", "foreign", "partition", "translation", "i18n",
    ];

    // The thing itself is none; only its name has the word.
    static readonly HashSet<string> s_things =
    [
        "id", "ids", "name", "names", "type", "path", "file", "dir", "folder", "url", "uri", "endpoint", "length", "size", "count",
        "limit", "max", "min", "expiry", "expires", "expiration", "ttl", "lifetime", "algorithm", "alg", "header", "prefix", "suffix",
        "field", "label", "hint", "help", "message", "error", "regex", "pattern", "format", "policy", "version", "index", "column",
        "table", "code", "input", "class", "style", "selector", "title", "text", "description", "arn", "ref", "reference", "store",
        "manager", "provider", "reset", "required", "enabled", "valid", "kind", "source", "env", "var", "variable", "param", "parameter",
        "option", "flag", "event", "action", "usage", "vault",
    ];

    public static SecretName Of(string name)
    {
        var words = Word().Matches(name).Select(match => match.Value.ToLowerInvariant()).ToList();
        if (words.Count == 0 || s_things.Contains(words[^1]) || words.Exists(s_open.Contains))
            return SecretName.None;
        if (words.Exists(word => s_passwords.Contains(word) || word.EndsWith("password", StringComparison.Ordinal)))
            return SecretName.Password;
        if (words.Exists(s_tokens.Contains) || words.Zip(words.Skip(1)).Any(pair => pair.Second == "key" && s_opening.Contains(pair.First)))
            return SecretName.Token;
        return words[^1] is "key" or "auth" ? SecretName.Key : SecretName.None;
    }

    // accessToken, AccessToken, ACCESS_TOKEN, access-token, APIKey.
    [GeneratedRegex("[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+")]
    private static partial Regex Word();
}
