using JobOps.Errors;

namespace JobOps.Execution.Tests.Checks;

public sealed class UploadLimitTests : SiteRig
{
    [Fact]
    public async Task Passes_where_the_server_refuses_before_it_has_read()
    {
        await using var site = new CheckedSite(_ => CheckedSite.Answer(201, "taken")) { Limit = 2_000_000 };

        var outcome = await PassesAsync("uploadLimit", $$"""{ "url": "{{site.Url}}upload", "limit": "2MB" }""");

        Assert.Equal("one byte more than 2MB is refused (status 413), half of it is not (status 201)", outcome.Actual);
        Assert.InRange(Assert.Single(site.Bodies), 1_000_000, 1_001_000);
    }

    [Fact]
    public async Task Passes_where_the_application_refuses_after_it_has_read()
    {
        var form = "";
        await using var site = new CheckedSite(request =>
        {
            form = request.Header("Content-Type");
            return CheckedSite.Answer(request.Length > 65_536 + 300 ? 422 : 200, "");
        });

        await PassesAsync("uploadLimit", $$"""{ "url": "{{site.Url}}", "limit": "65KiB", "field": "photo" }""");

        Assert.StartsWith("multipart/form-data; boundary=", form);
        Assert.Equal(2, site.Bodies.Count);
    }

    [Fact]
    public async Task Fails_where_it_is_taken()
    {
        await using var site = new CheckedSite(_ => CheckedSite.Answer(200, "thank you"));

        await FailsAsync(
            "uploadLimit", $$"""{ "url": "{{site.Url}}", "limit": "1MB" }""", "one byte more than 1MB was not refused (status 200)",
            "client_max_body_size");
    }

    [Fact]
    public async Task Fails_where_the_limit_is_lower_than_it_should()
    {
        await using var site = new CheckedSite(_ => CheckedSite.Answer(200, "")) { Limit = 100_000 };

        await FailsAsync(
            "uploadLimit", $$"""{ "url": "{{site.Url}}", "limit": "1MB" }""", "an upload of 500 kB is refused already",
            "Raise the limit to 1MB");
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(405)]
    public async Task What_is_refused_whatever_its_size_says_nothing(int status)
    {
        await using var site = new CheckedSite(_ => CheckedSite.Answer(status, ""));

        await FailsAsync(
            "uploadLimit", $$"""{ "url": "{{site.Url}}", "limit": "1MB" }""", $"both were refused (status {status})", "\"send\"");
    }

    [Fact]
    public async Task A_server_that_breaks_is_no_limit()
    {
        await using var site = new CheckedSite(request => CheckedSite.Answer(request.Length > 600_000 ? 500 : 200, ""));

        await FailsAsync("uploadLimit", $$"""{ "url": "{{site.Url}}", "limit": "1MB" }""", "not refused (status 500)", "its log");
    }

    [Fact]
    public async Task A_connection_that_is_closed_is_a_refusal_beside_one_that_is_not()
    {
        await using var site = new CheckedSite(request => request.Length > 600_000 ? "" : CheckedSite.Answer(200, ""));
        await using var closed = new CheckedSite(_ => "");

        await PassesAsync("uploadLimit", $$"""{ "url": "{{site.Url}}", "limit": "1MB" }""");
        await FailsAsync(
            "uploadLimit", $$"""{ "url": "{{closed.Url}}", "limit": "1MB" }""", "the connection was closed during an upload", "log");
    }

    [Fact]
    public async Task Nobody_holds_the_body_in_memory()
    {
        await using var site = new CheckedSite(request => CheckedSite.Answer(request.Length > 250_000_000 ? 413 : 200, ""));
        var before = GC.GetTotalAllocatedBytes(precise: true);

        await PassesAsync("uploadLimit", $$"""{ "url": "{{site.Url}}", "limit": "300MB" }""");

        // Other tests allocate meanwhile; the two bodies have 450 MB.
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 200_000_000);
    }

    [Fact]
    public async Task The_limit_may_be_a_setting()
    {
        Settings["limit"] = "1MB";
        await using var site = new CheckedSite(_ => CheckedSite.Answer(200, "")) { Limit = 1_000_000 };

        await PassesAsync("uploadLimit", $$"""{ "url": "{{site.Url}}", "limit": "${environment.limit}" }""");
        Settings["limit"] = "one";
        await FailsAsync(
            "uploadLimit", $$"""{ "url": "{{site.Url}}", "limit": "${environment.limit}" }""", "'one' is no limit", "Name a size");
    }

    [Fact]
    public void Refuses_what_is_no_size() => Assert.Contains(
        "a size such as",
        Assert.Throws<JobOpsException>(() => Read("uploadLimit", """{ "url": "http://x/", "limit": "2M" }""")).Error.Actual);
}
