namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>What models take for quotation marks.</summary>
internal static class Quotes
{
    internal static bool Opens(char character) => character is '"' or '\'' or '`' or '“' or '”' or '„' or '‟' or '‘' or '’' or '‚' or '‛';

    /// <summary>Whether <paramref name="character"/> can close what <paramref name="opener"/> opened.</summary>
    internal static bool Closes(char opener, char character) => opener switch
    {
        '"' or '\'' or '`' => character == opener,
        '“' or '”' or '„' or '‟' => character is '“' or '”' or '"',
        _ => character is '‘' or '’' or '\'',
    };

    /// <summary>The repair that this quote is, or null for JSON's own.</summary>
    internal static string? Repair(char opener) => opener switch
    {
        '"' => null,
        '\'' => RepairCodes.SingleQuotes,
        '`' => RepairCodes.Backticks,
        _ => RepairCodes.SmartQuotes,
    };
}
