namespace JobOps.Jobs.JobFiles;

/// <summary>Reads the text of one job file and collects all that is wrong with it.</summary>
sealed class JobFileReader
{
    readonly Dictionary<string, SourceNode> _nodes = new(StringComparer.Ordinal);
    readonly Mistakes _mistakes;

    JobFileReader(Mistakes mistakes) => _mistakes = mistakes;

    /// <summary>The definition, to be used only if there are no mistakes; null where there is no JSON.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="folder">Absolute folder of the file.</param>
    /// <param name="mistakes">Takes what is wrong.</param>
    public static JobDefinition? Read(byte[] utf8, string folder, Mistakes mistakes) =>
        SourceParser.Parse(utf8, mistakes) is { } root ? new JobFileReader(mistakes).Read(root, folder) : null;

    JobDefinition Read(SourceNode root, string folder)
    {
        Remember(root);
        var document = JobFileShape.Job.Read(root, _mistakes);
        var definition = JobFileDefinition.From(document, folder);
        foreach (var problem in JobDefinitionRules.Check(definition))
            Report(problem, hasSteps: document.Steps is not null);
        return definition;
    }

    void Report(JobProblem problem, bool hasSteps)
    {
        var path = hasSteps ? problem.Path : problem.Path.Replace("$.steps[0].", "$.", StringComparison.Ordinal);
        var node = Nearest(path);
        if (!_mistakes.Has(path) && !_mistakes.Has(node.Path))
            _mistakes.Add(node, problem.Expected, problem.Found);
    }

    // The rules name members that a file may leave out or write in a short form.
    SourceNode Nearest(string path)
    {
        SourceNode? node;
        while (!_nodes.TryGetValue(path, out node))
            path = path[..path.LastIndexOfAny(['.', '['])];
        return node;
    }

    void Remember(SourceNode node)
    {
        _nodes[node.Path] = node;
        IEnumerable<SourceNode> inner = node switch
        {
            SourceObject map => map.Members.Select(member => member.Value),
            SourceList list => list.Items,
            _ => [],
        };
        foreach (var one in inner)
            Remember(one);
    }
}
