using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using JobOps.Errors;
using JobOps.Harness;

namespace JobOps.Execution.Tests.Checks;

public sealed class NoSecretsTests : CheckRig
{
    // In two parts, so that no scanner takes this file for one with a secret in it.
    const string Token = "ghp" + "_Zq8RkT2mWx4LbN7vYc1HsD5fJg9PaE3uKiQo";

    const string Password = "Blumen42" + "topf!";

    [Fact]
    public async Task Passes_for_files_without_secrets()
    {
        Write("www/index.php", "<?php $password = getenv('DB_PASSWORD');\n");
        Write("www/composer.lock", "\"reference\": \"4f5ce2d5c4a3b1e0f9d8c7b6a5948372615049f8\"\n");

        Assert.Equal("no secret in 2 files", (await PassesAsync("noSecrets", "\"www\"")).Actual);
    }

    [Fact]
    public async Task Fails_and_names_file_line_and_rule_and_never_the_secret()
    {
        Write("www/.env", $"APP=shop\n\nGITHUB={Token}\nDB_PASSWORD={Password}\n");

        var outcome = await FailsAsync(
            "noSecrets", "\"www\"", "2 secrets in files: .env:3: github-token ghp_… (40 characters)", "Replace each");

        Assert.Equal([".env:3: github-token ghp_… (40 characters)", ".env:4: password Blu… (13 characters)"], outcome.Evidence);
        Assert.DoesNotContain(Token, $"{outcome}");
        Assert.DoesNotContain(Password, $"{outcome} {string.Join(' ', outcome.Evidence)}");
    }

    [Fact]
    public async Task A_private_key_is_found_where_it_begins()
    {
        using var key = RSA.Create(2048);
        Write("www/deploy.key", $"# the key of the deployment\n{key.ExportRSAPrivateKeyPem().ReplaceLineEndings("\r\n")}\r\n");
        Write("www/public.pem", key.ExportSubjectPublicKeyInfoPem());

        var outcome = await FailsAsync("noSecrets", "\"www\"", "1 secret in files: deploy.key:2: private-key MIIE…", "Replace each");

        Assert.Single(outcome.Evidence);
    }

    [Fact]
    public async Task A_private_key_may_stand_in_one_line()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var text = key.ExportPkcs8PrivateKeyPem().ReplaceLineEndings("\\n");
        Write("account.json", $"{{\n  \"type\": \"service_account\",\n  \"private_key\": \"{text}\\n\",\n  \"id\": 1\n}}\n");

        await FailsAsync("noSecrets", "\"account.json\"", "1 secret in files: account.json:3: private-key MIGH…", "Replace each");
    }

    [Fact]
    public async Task A_list_may_ignore_paths_and_accept_values()
    {
        Write("www/.env", $"DB_PASSWORD={Password}\n");
        Write("www/tests/data/one.txt", $"token: {Token}\n");
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Password)));

        await PassesAsync("noSecrets", $$"""{ "path": "www", "ignore": ["^tests$"], "allow": ["{{hash}}"] }""");
        await FailsAsync("noSecrets", """{ "path": "www", "ignore": ["^tests$"] }""", "1 secret in files: .env:1", "");
        await FailsAsync("noSecrets", $$"""{ "path": "www", "allow": ["{{hash}}"] }""", "1 secret in files: tests/data/one.txt:1", "");
    }

    [Fact]
    public async Task What_is_no_text_is_not_read_and_what_Windows_writes_is()
    {
        File.WriteAllBytes(PathOf("image.bin"), [.. Encoding.ASCII.GetBytes($"token={Token}\n"), 0, 1, 2]);
        await PassesAsync("noSecrets", "\"image.bin\"");
        File.WriteAllText(PathOf("settings.ini"), $"token={Token}\r\n", Encoding.Unicode);
        await FailsAsync("noSecrets", "\"settings.ini\"", "settings.ini:1: github-token", "");
    }

    [Fact]
    public async Task A_very_long_line_is_looked_at_in_pieces()
    {
        // The token lies across a seam, and the whole does not fit into one.
        var filler = string.Concat(Enumerable.Repeat("var a=b;", 65_536 / 8));
        Write("app.min.js", $"{filler[..^20]}'{Token}';{filler}{filler}\nvar key;\n'{Token}'");

        var outcome = await FailsAsync("noSecrets", "\"app.min.js\"", "2 secrets in files", "");

        Assert.StartsWith("app.min.js:1: github-token", outcome.Evidence[0]);
        Assert.StartsWith("app.min.js:3: github-token", outcome.Evidence[1]);
    }

    [Fact]
    public async Task Finds_in_the_history_what_is_no_longer_in_the_files()
    {
        await InitAsync();
        Write("www/one.php", "<?php\n");
        Write("www/config.php", $"<?php\n$user = 1;\n$password = '{Password}';\n");
        await CommitAsync("one");
        var commit = (await GitAsync("rev-parse", "HEAD")).Trim()[..10];
        Write("www/config.php", "<?php\n$user = 1;\n$password = getenv('P');\n");
        await CommitAsync("two");

        Assert.Equal("no secret in 2 files", (await PassesAsync("noSecrets", "\"www\"")).Actual);
        var outcome = await FailsAsync(
            "noSecrets", """{ "path": "www", "history": true }""",
            $"1 secret in the history: config.php in commit {commit}:3: password Blu… (13 characters)", "git filter-repo --replace-text");
        await PassesAsync("noSecrets", """{ "path": "www", "history": true, "ignore": ["config"] }""");
        await PassesAsync("noSecrets", """{ "path": "www/one.php", "history": true }""");
        await FailsAsync("noSecrets", """{ "path": "www/config.php", "history": true }""", "1 secret in the history", "");

        Assert.DoesNotContain(Password, string.Join('\n', outcome.Evidence));
    }

    [Fact]
    public async Task Finds_what_another_branch_and_what_a_merge_has_added()
    {
        await InitAsync();
        Write("www/a.txt", "one\n");
        await CommitAsync("one");
        await GitAsync("checkout", "-q", "-b", "other");
        Write("www/b.txt", "++ two\n");
        await CommitAsync("two");
        await GitAsync("checkout", "-q", "main");
        Write("www/c.txt", "three\n");
        await CommitAsync("three");
        await GitAsync("merge", "-q", "--no-ff", "--no-commit", "other");
        Write("www/a.txt", $"one\ntoken={Token}\n");
        await CommitAsync("merged");
        await GitAsync("checkout", "-q", "-b", "third", "main~1");
        Write("www/d.txt", $"\n\n\nDB_PASSWORD={Password}\n");
        await CommitAsync("third");
        await GitAsync("checkout", "-q", "main~1");

        var outcome = await FailsAsync("noSecrets", """{ "path": "www", "history": true }""", "2 secrets in the history", "");

        Assert.Contains(outcome.Evidence, line => Regex.IsMatch(line, "^a.txt in commit [0-9a-f]{10}:2: github-token "));
        Assert.Contains(outcome.Evidence, line => Regex.IsMatch(line, "^d.txt in commit [0-9a-f]{10}:4: password "));
    }

    [Fact]
    public async Task Fails_where_there_is_no_repository()
    {
        Assert.SkipWhen(ExecutableFinder.Find("git", "/") is null, "there is no git here");
        Write("www/one");

        await FailsAsync("noSecrets", """{ "path": "www", "history": true }""", "not a git repository", "leave 'history' out");
        await FailsAsync("noSecrets", "\"none\"", "there is nothing at", "Name the file or the folder");
    }

    [Fact]
    public void Refuses_what_is_no_hash() => Assert.Contains(
        "64 digits of lower-case hex",
        Assert.Throws<JobOpsException>(() => Read("noSecrets", """{ "path": ".", "allow": ["secret"] }""")).Error.Actual);

    async Task InitAsync()
    {
        Assert.SkipWhen(ExecutableFinder.Find("git", "/") is null, "there is no git here");
        await GitAsync("init", "-q", "-b", "main");
    }

    async Task CommitAsync(string message)
    {
        await GitAsync("add", "www");
        await GitAsync("-c", "user.name=Ops", "-c", "user.email=ops@example.com", "commit", "-q", "-m", message);
    }

    async Task<string> GitAsync(params string[] arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Folder, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var output = await git.StandardOutput.ReadToEndAsync(Cancellation);
        await git.EndAsync();
        Assert.Equal(0, git.ExitCode);
        return output;
    }
}
