using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>
/// Puts data into a prompt so that they can't be taken for somebody's words: between two marks that nobody who wrote the data can know, as one line of
/// <see cref="InertJson"/>, which can't contain a mark's brackets.
/// </summary>
internal sealed partial class DataFence
{
    private readonly string _mark = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));

    /// <param name="what">One word for what the data are.</param>
    public string Around(string what, JsonNode data) => $"<<<DATA {_mark} {what}\n{InertJson.Write(data)}\nDATA {_mark}>>>";

    /// <summary>The closing mark at the end of a text, with the line end before it: what a cut has to leave, or all that follows would be data. Empty where there is none.</summary>
    public static string ClosingOf(string text) => Closing().Match(text).Value;

    [GeneratedRegex(@"\nDATA [0-9a-f]{12}>>>\z", RegexOptions.RightToLeft)]
    private static partial Regex Closing();
}
