namespace JobOps.Measurements;

/// <summary>Which column a value has.</summary>
/// <param name="Low">At the first column.</param>
/// <param name="High">At the last one.</param>
/// <param name="Columns">How many columns.</param>
/// <param name="Logarithmic">Whether equal ratios, and not equal differences, are equally far apart.</param>
readonly record struct PictureScale(double Low, double High, int Columns, bool Logarithmic)
{
    // Beyond it a long tail would press all others into a few columns.
    const double WideRatio = 20;

    /// <summary>One on which all these values are.</summary>
    public static PictureScale Of(double low, double high, int columns) => new(low, high, columns, low > 0 && high / low > WideRatio);

    /// <summary>From 0; what lies outside is at the edge.</summary>
    public int ColumnOf(double value)
    {
        var (from, to, at) = Logarithmic ? (Math.Log(Low), Math.Log(High), Math.Log(value)) : (Low, High, value);
        // Everything is one value: it stands in the middle.
        var share = to > from ? (at - from) / (to - from) : 0.5;
        return Math.Clamp((int)Math.Round(share * (Columns - 1)), 0, Columns - 1);
    }
}
