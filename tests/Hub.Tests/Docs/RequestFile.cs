using System.Text.RegularExpressions;

namespace Constellation.Realtime.Hub.Tests.Docs;

/// <summary>A <c>.http</c> file: requests for trying by hand in an editor.</summary>
internal sealed partial class RequestFile(string path)
{
    /// <summary>Each request's method and path once, with variables in the path as route parameters.</summary>
    internal IReadOnlyList<string> Requests { get; } =
    [
        .. Lines().Matches(File.ReadAllText(Path.Combine(DocPage.Root, path)))
            .Select(match => $"{match.Groups["method"].Value} {match.Groups["path"].Value.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal)}")
            .Distinct(),
    ];

    [GeneratedRegex(@"^(?<method>GET|POST|PUT|PATCH|DELETE) \{\{hub\}\}(?<path>[^?\s]*)", RegexOptions.Multiline)]
    private static partial Regex Lines();
}
