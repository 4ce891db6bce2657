namespace JobOps.Jobs.JobFiles;

/// <summary>Reads the text of one job file and collects all that is wrong with it.</summary>
static class JobFileReader
{
    /// <summary>The definition, to be used only if there are no mistakes; null where there is no JSON.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="folder">Absolute folder of the file.</param>
    /// <param name="mistakes">Takes what is wrong.</param>
    public static JobDefinition? Read(byte[] utf8, string folder, Mistakes mistakes) =>
        SourceParser.Parse(utf8, mistakes) is { } root ? Read(root, folder, mistakes) : null;

    static JobDefinition Read(SourceNode root, string folder, Mistakes mistakes)
    {
        var places = new SourcePlaces(root);
        var document = JobFileShape.Job.Read(root, mistakes);
        var definition = JobFileDefinition.From(document, folder);
        foreach (var problem in JobDefinitionRules.Check(definition))
        {
            var path = document.Steps is not null ? problem.Path : problem.Path.Replace("$.steps[0].", "$.", StringComparison.Ordinal);
            var node = places.Nearest(path);
            if (!mistakes.Has(path) && !mistakes.Has(node.Path))
                mistakes.Add(node, problem.Expected, problem.Found);
        }
        return definition;
    }
}
