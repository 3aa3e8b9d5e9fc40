namespace Constellation.Realtime.Engine.Suggestions.Schemas.Formats;

/// <summary>RFC 3492: how long a label is once it is encoded, which names in the network are bounded by.</summary>
internal static class Punycode
{
    private const int Base = 36, Least = 1, Most = 26, Skew = 38, Damping = 700, FirstBias = 72, FirstCode = 128;

    /// <summary>Of these characters, encoded, without the prefix; null where that would be longer than any label.</summary>
    internal static int? Length(List<int> characters)
    {
        var basic = characters.Count(character => character < FirstCode);
        var (length, handled, code, delta, bias) = (basic + (basic > 0 ? 1 : 0), basic, FirstCode, 0L, FirstBias);
        while (handled < characters.Count)
        {
            var next = characters.Where(character => character >= code).Min();
            delta += (next - code) * (long)(handled + 1);
            code = next;
            foreach (var character in characters)
            {
                if (character < code)
                    delta++;
                if (character != code)
                    continue;
                length += Digits(delta, bias);
                bias = Adapt(delta, handled + 1, isFirst: handled == basic);
                (delta, handled) = (0, handled + 1);
            }
            delta++;
            code++;
            if (length > 2 * 63)
                return null;
        }
        return length;
    }

    private static int Digits(long delta, int bias)
    {
        var count = 1;
        for (var at = Base; ; at += Base, count++)
        {
            var threshold = Math.Clamp(at - bias, Least, Most);
            if (delta < threshold)
                return count;
            delta = (delta - threshold) / (Base - threshold);
        }
    }

    private static int Adapt(long delta, int points, bool isFirst)
    {
        delta = isFirst ? delta / Damping : delta / 2;
        delta += delta / points;
        var at = 0;
        for (; delta > (Base - Least) * Most / 2; at += Base)
            delta /= Base - Least;
        return at + (int)((Base - Least + 1) * delta / (delta + Skew));
    }
}
