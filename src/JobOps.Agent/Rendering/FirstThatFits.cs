using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Of several views of the same, the first that fits without breaking a name in two; else the last.</summary>
sealed class FirstThatFits(params IRenderable[] views) : Renderable
{
    /// <summary>The one for so many columns.</summary>
    public IRenderable Choose(RenderOptions options, int maxWidth) =>
        Array.Find(views, view => view.Measure(options, Screen.NeverWrap).Min <= maxWidth) ?? views[^1];

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        Choose(options, maxWidth).Render(options, maxWidth);
}
