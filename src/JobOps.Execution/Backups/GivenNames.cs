namespace JobOps.Execution;

/// <summary>Names that files and folders were given one after the other, so that all of it can be taken back.</summary>
sealed class GivenNames
{
    readonly Stack<(string From, string To)> _given = [];

    /// <summary>Gives what stands under one name another one.</summary>
    /// <exception cref="IOException">It cannot be; nothing of it was done.</exception>
    public void Give(string from, string to)
    {
        UnixFiles.Move(from, to);
        _given.Push((from, to));
    }

    /// <summary>Gives everything its old name again, the last one first.</summary>
    /// <returns>What has kept its new one; none where all is well.</returns>
    public IReadOnlyList<string> TakeBack()
    {
        var left = new List<string>();
        while (_given.TryPop(out var move))
        {
            try
            {
                // Who may not write in a folder may not move it into another one.
                if (!OperatingSystem.IsWindows() && new DirectoryInfo(move.To) is { Exists: true, LinkTarget: null } folder)
                    folder.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
                UnixFiles.Move(move.To, move.From);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                left.Add(move.To);
            }
        }
        return left;
    }
}
