using System.Diagnostics;
using JobOps.Harness;

namespace JobOps.Execution.Tests.Checks;

public sealed class DirectoryListingTests : SiteRig
{
    [Fact]
    public async Task Passes_for_a_site_that_lists_nothing()
    {
        await using var site = new CheckedSite(request => request.Path switch
        {
            "/" => CheckedSite.Answer(200, "<title>Welcome</title><h1>An index of our books</h1><p>Index of names</p>"),
            "/assets/" => CheckedSite.Answer(403, "<title>403 Forbidden</title>"),
            _ => CheckedSite.Answer(404, "<title>Index of nothing</title>"),
        });

        var outcome = await PassesAsync("directoryListing", $$"""{ "url": "{{site.Url}}", "paths": ["/", "assets", "/uploads/"] }""");

        Assert.Equal([$"{site.Url}: HTTP 200", $"{site.Url}assets/: HTTP 403", $"{site.Url}uploads/: HTTP 404"], outcome.Evidence);
    }

    [Theory]
    [InlineData("<html>\r\n<head><title>Index of /uploads/</title></head>\r\n<body>\r\n<h1>Index of /uploads/</h1><hr>")] // nginx
    [InlineData("<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">\n<html>\n <head>\n  <title>Index of /uploads</title>")] // Apache
    [InlineData("<!DOCTYPE HTML>\n<html lang=\"en\">\n<head>\n<title>Directory listing for /uploads/</title>")] // Python
    [InlineData("<html><head><title>Directory Listing For [/uploads/]</title></head>")] // Tomcat
    [InlineData("<html><head><title>Directory: /uploads/</title></head>")] // Jetty
    [InlineData("<pre><A HREF=\"/\">[To Parent Directory]</A><br><br>")] // IIS
    [InlineData("<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">")] // S3
    [InlineData("<h1>/uploads</h1><ul><li><a href=\"../\">..</a></li>")] // another
    [InlineData("[\n{ \"name\":\"a.sql\", \"type\":\"file\", \"mtime\":\"Thu, 01 Jan 2026 10:00:00 GMT\", \"size\":1 }\n]")] // nginx, JSON
    public async Task Fails_for_a_listing_as_servers_write_it(string body)
    {
        await using var site = new CheckedSite(request => CheckedSite.Answer(200, request.Path == "/uploads/" ? body : "hello"));

        await FailsAsync(
            "directoryListing", $$"""{ "url": "{{site.Url}}", "paths": ["/", "/uploads"] }""",
            "the content is listed of /uploads/", "autoindex off");
    }

    [Fact]
    public async Task Fails_for_a_real_server_that_lists()
    {
        var python = ExecutableFinder.Find("python3", "/");
        Assert.SkipWhen(python is null, "there is no python3 here");
        Write("www/backup.sql");
        using var server = Process.Start(new ProcessStartInfo(
            python, ["-u", "-m", "http.server", "0", "--bind", "127.0.0.1", "--directory", PathOf("www")])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        try
        {
            // Serving HTTP on 127.0.0.1 port 41234 (http://127.0.0.1:41234/) ...
            var url = (await server.StandardOutput.ReadLineAsync(Cancellation))!.Split('(', ')')[1];

            await FailsAsync("directoryListing", $"\"{url}\"", "the content is listed of /", "Have the server list nothing");
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            await server.EndAsync();
        }
    }
}
