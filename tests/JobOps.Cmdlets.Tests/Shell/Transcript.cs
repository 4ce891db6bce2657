using System.Management.Automation;

namespace JobOps.Cmdlets.Tests.Shell;

/// <summary>All that a script says, on whatever stream and thread, in its order.</summary>
sealed class Transcript
{
    readonly Lock _lock = new();
    List<object> _said = [];

    public void Begin()
    {
        lock (_lock)
            _said = [];
    }

    public IReadOnlyList<object> End()
    {
        lock (_lock)
            return _said;
    }

    public void Add(object item)
    {
        lock (_lock)
            _said.Add(item);
    }

    /// <summary>Takes in what comes on a stream, in the moment in which it comes.</summary>
    public void Take<T>(PSDataCollection<T> stream, Func<T, object>? read = null) =>
        stream.DataAdding += (_, added) => Add(read is null ? added.ItemAdded : read((T)added.ItemAdded));
}
