using System.Collections;
using System.Management.Automation;
using System.Net;

namespace JobOps.Cmdlets;

/// <summary>
/// What a session of Invoke-WebRequest holds: the headers and cookies of somebody who has logged in. Its type is of a module of
/// PowerShell that is not referred to, so it is known by its members.
/// </summary>
/// <param name="session">What <c>-SessionVariable</c> of Invoke-WebRequest made; null for none.</param>
/// <param name="url">The address whose cookies are sent.</param>
sealed class WebSession(object? session, Uri? url)
{
    public IEnumerable<KeyValuePair<string, string>> Headers => Pairs(Member("Headers"));

    public IEnumerable<KeyValuePair<string, string>> Cookies =>
        url is not null && Member("Cookies") is CookieContainer cookies
            ? cookies.GetCookies(url).Select(cookie => KeyValuePair.Create(cookie.Name, cookie.Value))
            : [];

    /// <summary>It has the members of a session.</summary>
    public bool IsOne => Member("Cookies") is CookieContainer;

    /// <summary>Entries of a dictionary of any kind, as texts.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Pairs(object? entries)
    {
        switch (entries)
        {
            case IDictionary<string, string> typed:
                foreach (var entry in typed)
                    yield return entry;
                break;
            case IDictionary dictionary:
                foreach (DictionaryEntry entry in dictionary)
                    yield return KeyValuePair.Create($"{entry.Key}", LanguagePrimitives.ConvertTo<string>(entry.Value) ?? "");
                break;
        }
    }

    object? Member(string name) => session is null ? null : Unwrap(PSObject.AsPSObject(session).Properties[name]?.Value);

    static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;
}
