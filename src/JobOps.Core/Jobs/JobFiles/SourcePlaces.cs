namespace JobOps.Jobs.JobFiles;

/// <summary>Where everything of a file stands, for rules that know of paths only.</summary>
sealed class SourcePlaces
{
    readonly Dictionary<string, SourceNode> _nodes = new(StringComparer.Ordinal);

    public SourcePlaces(SourceNode root) => Remember(root);

    /// <summary>
    /// The node of a path. The rules name members that a file may leave out or write in a short form: then what is around it.
    /// </summary>
    public SourceNode Nearest(string path)
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
