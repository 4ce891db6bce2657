using System.Text;

namespace JobOps.Execution;

/// <summary>
/// Passes the output of a process on as it comes, byte for byte, with *** in place of each secret. What may be the begin of one
/// is held back until it is known; everything else goes at once, so that a question without a line break is seen.
/// </summary>
/// <param name="mask">The secrets.</param>
/// <param name="pass">Takes what may be seen.</param>
/// <param name="codePage">What the process may write beside UTF-8 and UTF-16; null for none.</param>
sealed class PassedOutput(SecretMask mask, Action<ReadOnlyMemory<byte>> pass, Encoding? codePage = null)
{
    static readonly byte[] s_mask = Encoding.UTF8.GetBytes(SecretMask.Mask);

    // Longest first, so that a secret that contains another one goes as a whole.
    readonly byte[][] _secrets = [.. new[] { Encoding.UTF8, Encoding.Unicode, codePage }
        .OfType<Encoding>()
        .SelectMany(encoding => mask.Secrets.Where(secret => CanWrite(encoding, secret)).Select(encoding.GetBytes))
        .OrderByDescending(secret => secret.Length)];
    byte[] _held = [];

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_secrets.Length == 0)
        {
            pass(bytes.ToArray());
            return;
        }
        byte[] text = [.. _held, .. bytes];
        var shown = new MemoryStream(text.Length);
        var at = 0;
        while (at < text.Length && !MayBegin(text.AsSpan(at)))
            at += Take(text.AsSpan(at), shown);
        _held = text[at..];
        Pass(shown);
    }

    /// <summary>Nothing more comes: what was held back is no secret, or ends with one.</summary>
    public void End()
    {
        var shown = new MemoryStream(_held.Length);
        for (var at = 0; at < _held.Length;)
            at += Take(_held.AsSpan(at), shown);
        _held = [];
        Pass(shown);
    }

    static bool CanWrite(Encoding encoding, string text) => encoding.GetString(encoding.GetBytes(text)) == text;

    /// <summary>A secret that is longer than what there is may begin here: more has to come.</summary>
    bool MayBegin(ReadOnlySpan<byte> text)
    {
        foreach (var secret in _secrets)
            if (text.Length < secret.Length && secret.AsSpan().StartsWith(text))
                return true;
        return false;
    }

    int Take(ReadOnlySpan<byte> text, MemoryStream shown)
    {
        foreach (var secret in _secrets)
        {
            if (!text.StartsWith(secret))
                continue;
            shown.Write(s_mask);
            return secret.Length;
        }
        shown.WriteByte(text[0]);
        return 1;
    }

    void Pass(MemoryStream shown)
    {
        if (shown.Length > 0)
            pass(shown.GetBuffer().AsMemory(0, (int)shown.Length));
    }
}
