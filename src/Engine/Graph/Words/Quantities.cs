using System.Globalization;
using System.Text.RegularExpressions;

namespace Constellation.Realtime.Engine.Graph.Words;

/// <summary>Reads how fine a person or a block says that pixels are.</summary>
internal static partial class Quantities
{
    // Below a metre, whatever it is.
    private const double SubMetreSize = 0.99;

    /// <summary>The ground size of a pixel in metres that the text speaks of, or null. Lengths of other things (a ship of 20 m, 5 km around) don't
    /// count.</summary>
    public static double? PixelMetres(string text)
    {
        var head = text.Length > 4_000 ? text[..4_000] : text;
        if (SubMetre().IsMatch(head))
            return SubMetreSize;
        foreach (Match match in Length().Matches(head))
        {
            if (!match.Groups["cue"].Success && !match.Groups["what"].Success)
                continue;
            if (!double.TryParse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                || number <= 0)
                continue;
            return number * Unit(match.Groups["unit"].Value);
        }

        return null;
    }

    /// <summary>The words that say how often there is something new, such as "every five days", or null.</summary>
    public static string? Revisit(string text)
    {
        var match = Every().Match(text.Length > 4_000 ? text[..4_000] : text);
        return match.Success ? match.Value.ToLowerInvariant() : null;
    }

    private static double Unit(string unit) => char.ToLowerInvariant(unit[0]) switch
    {
        'c' => 0.01,
        'k' => 1_000,
        _ => 1,
    };

    [GeneratedRegex(@"\bevery ([a-z0-9]+ to )?[a-z0-9]+ (minutes|hours|days|weeks)\b", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Every();

    [GeneratedRegex(@"\b(sub[- ]?(metre|meter)|submetric|vhr|very[- ]high[- ]resolution)\b", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex SubMetre();

    [GeneratedRegex(
        @"((?<cue>\b(at|resolution of|resolution|finer than|better than|pixels of|grid of|auf|à)) )?\b(?<number>[0-9]{1,5}(\.[0-9]{1,3})?)[ -]?(?<unit>m|metres?"
            + @"|meters?|metros?|mètres?|cm|centimet(re|er)s?|km|kilomet(re|er)s?)\b([ -](?<what>resolution|pixels?|gsd|grid|imagery|images?|data|or better|or finer"
            + @"|per pixel|spatial|auflösung|de résolution|de resolución|tiles|mosaics|sentinel|landsat))?",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Length();
}
