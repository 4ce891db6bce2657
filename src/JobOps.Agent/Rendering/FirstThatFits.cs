using Spectre.Console;
using Spectre.Console.Rendering;

namespace JobOps.Agent.Rendering;

/// <summary>Of several views of the same, the first that fits without breaking a name in two; else the last. One is made where none
/// before it fits.</summary>
sealed class FirstThatFits(params Func<IRenderable>[] views) : Renderable
{
    /// <summary>The one for so many columns.</summary>
    public IRenderable Choose(RenderOptions options, int maxWidth)
    {
        var view = views[0]();
        foreach (var next in views.Skip(1))
        {
            if (view.Measure(options, Screen.NeverWrap).Min <= maxWidth)
                break;
            view = next();
        }
        return view;
    }

    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
        Choose(options, maxWidth).Render(options, maxWidth);
}
