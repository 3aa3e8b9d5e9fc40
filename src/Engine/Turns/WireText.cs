using System.Text;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>Makes a provider's pieces text that every store and client holds exactly: U+0000 and unpaired surrogates become U+FFFD, and no text ends inside a
/// surrogate pair, wherever the pieces were cut.</summary>
internal sealed class WireText
{
    private const char Replacement = '\uFFFD';
    private char? _high;

    /// <summary>The text that is certain now; a high surrogate at the end waits for its other half.</summary>
    public string Take(string piece)
    {
        if (_high is null && IsPlain(piece)) return piece;

        var text = new StringBuilder(piece.Length + 1);
        foreach (var c in piece)
        {
            if (_high is { } high)
            {
                _high = null;
                if (char.IsLowSurrogate(c))
                {
                    text.Append(high).Append(c);
                    continue;
                }

                text.Append(Replacement);
            }

            if (char.IsHighSurrogate(c)) _high = c;
            else text.Append(c == '\0' || char.IsLowSurrogate(c) ? Replacement : c);
        }

        return text.ToString();
    }

    /// <summary>What is left when no more comes.</summary>
    public string End()
    {
        if (_high is null) return "";
        _high = null;
        return Replacement.ToString();
    }

    private static bool IsPlain(string piece)
    {
        foreach (var c in piece)
        {
            if (c == '\0' || char.IsSurrogate(c)) return false;
        }

        return true;
    }
}
