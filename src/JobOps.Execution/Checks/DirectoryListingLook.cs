using System.Text;
using System.Text.RegularExpressions;
using JobOps.Checklists;

namespace JobOps.Execution;

/// <summary>Looks whether a site lists what is in its folders.</summary>
sealed partial class DirectoryListingLook : SiteLook<DirectoryListingCheck>
{
    protected override async Task<CheckOutcome> LookAsync(
        DirectoryListingCheck check, Site site, CheckContext context, CancellationToken cancellation)
    {
        var (listed, evidence) = (new List<string>(), new List<string>());
        foreach (var path in check.Paths)
        {
            // Without the slash a server only leads there.
            var folder = new Uri(site.Url, path.EndsWith('/') ? path : path + "/");
            using var response = await site.GetAsync(folder, cancellation);
            var body = Encoding.UTF8.GetString(await DirectHttp.ReadBodyAsync(response, cancellation));
            var sign = (int)response.StatusCode == 200 ? Listing().Match(body) : Match.Empty;
            evidence.Add($"{folder}: HTTP {(int)response.StatusCode}{(sign.Success ? $", {sign.Value.Trim()}" : "")}");
            if (sign.Success)
                listed.Add(folder.AbsolutePath);
        }
        return listed.Count == 0
            ? CheckOutcome.Pass($"no listing: {string.Join("; ", evidence)}", evidence)
            : CheckOutcome.Fail(
                $"the content is listed of {string.Join(", ", listed)}",
                "Have the server list nothing: autoindex off (nginx), Options -Indexes (Apache), "
                    + "dir-listing.activate = \"disable\" (lighttpd).",
                evidence);
    }

    // Each of the servers' own words, in the place where they stand: a page about an index of something is none.
    [GeneratedRegex(
        @"<(title|h1)[^>]*>\s*Index of\b"                                                 // nginx, Apache, lighttpd, those of node
        + @"|<(title|h1)[^>]*>\s*Directory listing for\b|<title>\s*Directory: /"          // Python, Tomcat; Jetty
        + @"|\[To Parent Directory\]|<ListBucketResult\b"                                // IIS; stores such as S3
        + @"|<a href=""\.\./?"">"                                                         // whatever else leads to the folder above
        + @"|\A\s*\[\s*\{\s*""name""\s*:\s*""[^""]*"",\s*""type""\s*:\s*""(file|directory)""",  // nginx, autoindex_format json
        RegexOptions.IgnoreCase)]
    private static partial Regex Listing();
}
