using System.Xml;
using JobOps.Values;

namespace JobOps.Engine.Pictures;

/// <summary>Text that came from outside, as a page can have it: XML knows no signs that are none.</summary>
static class PageText
{
    public static string Of(string text) => string.Create(
        Visible.Line(text).Length, Visible.Line(text), (signs, visible) =>
        {
            for (var at = 0; at < signs.Length; at++)
                signs[at] = XmlConvert.IsXmlChar(visible[at]) || char.IsSurrogate(visible[at]) ? visible[at] : '\uFFFD';
        });
}
