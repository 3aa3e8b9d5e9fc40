using System.Text.Json;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Constellation.Realtime.Hub.Tests.Docs;

/// <summary>A route as the documentation writes it.</summary>
internal static class RouteText
{
    internal static string Of(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(Of)))) + (pattern.RawText!.EndsWith('/') ? "/" : "");

    private static string Of(RoutePatternPart part) => part switch
    {
        RoutePatternParameterPart { Name: "documentName" } => "v1",
        RoutePatternParameterPart parameter => $"{{{JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name)}}}",
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternSeparatorPart separator => separator.Content,
        _ => throw new NotSupportedException(part.ToString()),
    };
}
