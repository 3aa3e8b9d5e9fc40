using System.Text.Json;

namespace Constellation.Realtime.Hub.Tests.Doors;

/// <summary>The service did not accept a call.</summary>
internal sealed class RefusedCallException(string code, string message, int? status = null) : Exception($"{code}: {message}")
{
    internal string Code => code;

    internal string Sentence => message;

    /// <summary>On REST.</summary>
    internal int? Status => status;

    /// <summary>Of what is wrong with the arguments, pointer and code; empty where the sentence says it all.</summary>
    internal IReadOnlyList<(string Pointer, string Code)> Errors { get; private init; } = [];

    internal static RefusedCallException Of(string hubError)
    {
        var line = JsonElement.Parse(hubError[hubError.IndexOf('{', StringComparison.Ordinal)..]);
        return new(line.GetProperty("code").GetString()!, line.GetProperty("message").GetString()!)
        {
            Errors = line.TryGetProperty("errors", out var errors)
                ? [.. errors.EnumerateArray().Select(error => (error.GetProperty("pointer").GetString()!, error.GetProperty("code").GetString()!))] : [],
        };
    }
}
