namespace JobOps.Jobs.JobFiles;

/// <summary>Everything that is wrong with one file, each mistake with its place.</summary>
sealed class Mistakes
{
    readonly List<(SourcePosition At, JobProblem Problem)> _all = [];

    public bool Any => _all.Count > 0;

    public void Add(SourcePosition at, string path, string expected, string found) =>
        _all.Add((at, new(path, expected, found)));

    public void Add(SourceNode node, string expected, string found) => Add(node.At, node.Path, expected, found);

    /// <summary>Whether something is said about this very path already, so that nothing has to be said twice.</summary>
    public bool Has(string path) => _all.Exists(mistake => mistake.Problem.Path == path);

    /// <summary>A line each, in the order of the file: <c>file(line,column): path: expected …, found …</c>.</summary>
    public string Describe(string file) => string.Join(
        '\n', _all.OrderBy(mistake => mistake.At)
            .Select(mistake => $"{file}({mistake.At.Line},{mistake.At.Column}): {mistake.Problem}"));
}
