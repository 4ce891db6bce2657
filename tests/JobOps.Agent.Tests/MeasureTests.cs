using System.Net;
using JobOps.Agent.Tests.Support;
using JobOps.Errors;
using JobOps.Harness;

namespace JobOps.Agent.Tests;

/// <summary><c>jobops change measure</c>, as it is typed.</summary>
public sealed class MeasureTests : IAsyncDisposable
{
    readonly Workshop _shop = new();

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    [Fact]
    public async Task A_command_is_measured_before_the_change_and_again_after_it_without_a_word_more()
    {
        await OpenAsync();

        var before = (await _shop.CallAsync(
            "change", "measure", "C1", "--phase", "before", "--count", "3", "--warm-up", "1", "--", "sh", "-c", "echo a b")).EndsWith(0);
        (await _shop.CallAsync("change", "applied", "C1", "--command", "by hand")).EndsWith(0);
        var after = (await _shop.CallAsync("change", "measure", "c1", "--phase", "after", "--json")).EndsWith(0);

        Assert.StartsWith("Measured before: 3 samples of sh -c 'echo a b' on ", before.Output);
        Assert.Equal("sh -c 'echo a b'", after.Json.GetProperty("target").GetString());
        Assert.Equal(3, after.Json.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task An_address_is_asked_with_secrets_that_no_argument_holds()
    {
        await OpenAsync();
        using var site = new HttpListener();
        var url = Listen(site);
        var asked = new List<string>();
        var serving = ServeAsync(site, asked);

        var measured = (await _shop.CallWithAsync(
            ["JOBOPS_PARAM_X_KEY=hush1", "JOBOPS_PARAM_SID=hush2"],
            "change", "measure", "C1", "--phase", "before", "--uri", url, "--header", "Accept=text/html", "--secret-header", "X-Key",
            "--cookie", "sid", "--count", "2", "--warm-up", "0", "--json")).EndsWith(0);
        site.Stop();
        await serving;

        Assert.Equal(["hush1 sid=hush2 text/html", "hush1 sid=hush2 text/html"], asked);
        Assert.DoesNotContain("hush", measured.Output);
        Assert.Equal(2, measured.Json.GetProperty("request").GetProperty("headers").GetArrayLength());
    }

    [Fact]
    public async Task Numbers_come_from_standard_input()
    {
        await OpenAsync();

        var measured = (await _shop.CallWithInputAsync(
            "312.5\n308\n\n315\n", "change", "measure", "C1", "--phase", "before", "--numbers", "-", "--unit", "requests a second",
            "--higher-is-better", "--json")).EndsWith(0);
        var wrong = (await _shop.CallWithInputAsync(
            "1\nNaN\n", "change", "measure", "C1", "--phase", "before", "--numbers", "-", "--json")).EndsWith(ExitCodes.BadInput);

        Assert.Equal((3, true), (measured.Json.GetProperty("count").GetInt32(), measured.Json.GetProperty("higherIsBetter").GetBoolean()));
        Assert.Equal(nameof(Error.SampleInvalid), wrong.Error.GetProperty("id").GetString());
    }

    [Fact]
    public async Task What_cannot_be_measured_is_refused()
    {
        await OpenAsync();

        await RefusedAsync(ExitCodes.BadInput, nameof(Error.MeasuringPlanInvalid));
        await RefusedAsync(ExitCodes.Usage, nameof(Error.CommandLineInvalid), "--uri", "http://localhost/", "--", "true");
        await RefusedAsync(ExitCodes.Usage, nameof(Error.CommandLineInvalid), "--against", "http://localhost/");
        await RefusedAsync(ExitCodes.Configuration, nameof(Error.MeasuredCommandNotFound), "--", "nosuch-program");
        await RefusedAsync(ExitCodes.Failed, nameof(Error.TargetAnswersErrors), "--", "false");
    }

    [Fact]
    public async Task Ctrl_C_ends_it_and_what_was_measured_is_kept()
    {
        await OpenAsync();
        var process = _shop.Start("change", "measure", "C1", "--phase", "before", "--count", "5000", "--", "sh", "-c", "echo x >> taken");

        await _shop.WaitUntilAsync(_ => Task.FromResult(
            File.Exists(_shop.PathOf("taken")) && new FileInfo(_shop.PathOf("taken")).Length > 20));
        await Signal.SendAsync("INT", process);
        var ended = (await Workshop.EndOfAsync(process)).EndsWith(ExitCodes.Interrupted);

        Assert.Matches("^Measured before: [0-9]+ samples of .*, ended early: stopped after [0-9]+ of 5000 samples\\.", ended.Output);
        await using var ledger = await _shop.OpenLedgerAsync();
        Assert.NotNull(Assert.Single(await ledger.Baselines.GetAsync(new(1))).EndedEarly);
    }

    async Task RefusedAsync(int exitCode, string id, params string[] source)
    {
        var refused = (await _shop.CallAsync(["--json", "change", "measure", "C1", "--phase", "before", .. source])).EndsWith(exitCode);

        Assert.Equal(id, refused.Error.GetProperty("id").GetString());
    }

    async Task OpenAsync() => (await _shop.CallAsync(
        "change", "new", "Cache the page", "--owner", "shop", "--expected-result", "fast", "--rollback-note", "set it to 0", "--scope",
        "/shop", "--route", "/shop", "--expected-input", "a number", "--slow-query", "GET /shop", "--noticed-at", "the title")).EndsWith(0);

    static string Listen(HttpListener site)
    {
        while (true)
        {
            var url = $"http://127.0.0.1:{Random.Shared.Next(20_000, 50_000)}/";
            site.Prefixes.Clear();
            site.Prefixes.Add(url);
            try
            {
                site.Start();
                return url;
            }
            catch (HttpListenerException)
            {
                // The port is taken.
            }
        }
    }

    static async Task ServeAsync(HttpListener site, List<string> asked)
    {
        try
        {
            while (true)
            {
                var context = await site.GetContextAsync();
                asked.Add($"{context.Request.Headers["X-Key"]} {context.Request.Headers["Cookie"]} {context.Request.Headers["Accept"]}");
                context.Response.Close();
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // The site is closed.
        }
    }
}
