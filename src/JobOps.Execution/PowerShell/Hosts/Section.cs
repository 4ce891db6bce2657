namespace JobOps.Execution;

/// <summary>
/// One section of a stream that others follow: it ends with a mark, which whoever writes the stream puts between them.
/// </summary>
/// <param name="source">The stream. What of it comes after the mark stays for the next section.</param>
/// <param name="mark">What stands behind the section.</param>
sealed class Section(SectionSource source, byte[] mark)
{
    bool _ended;

    /// <summary>Reads on; 0 at the end of the section.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        while (!_ended)
        {
            var pending = source.Pending;
            var at = pending.IndexOf(mark);
            // The first bytes of a mark may be all that has come of it.
            var safe = at >= 0 ? at : source.IsComplete ? pending.Length : pending.Length - mark.Length + 1;
            if (safe > 0)
            {
                var count = Math.Min(safe, buffer.Length);
                source.Take(count, buffer);
                return count;
            }
            if (at == 0)
                source.Skip(mark.Length);
            _ended = at == 0 || source.IsComplete;
            if (!_ended)
                await source.FillAsync(cancellation);
        }
        return 0;
    }
}
