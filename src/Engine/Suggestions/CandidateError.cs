using System.Text.Json.Serialization;
using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>Something that is wrong with a candidate, with all that helps to mend it.</summary>
internal sealed record CandidateError
{
    /// <summary>No more than so many values are listed as <see cref="Allowed"/>.</summary>
    internal const int AllowedListed = 20;

    /// <summary>No more than so many of one candidate are told: they help nobody, and all of them go to the model again.</summary>
    internal const int Most = 100;

    /// <summary>Where, as a JSON Pointer (RFC 6901); empty for the whole.</summary>
    public required string Pointer { get; init; }

    /// <summary>Whether <see cref="Pointer"/> is a place around the one that is meant, whose own would be too long to tell.</summary>
    [JsonIgnore]
    internal bool IsAround { get; init; }

    /// <summary>One of <see cref="FindingCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>What is wrong, in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What is asked for, in JSON Schema's words or the graph's; null where the message says all.</summary>
    public string? Expected { get; init; }

    /// <summary>What is there, shortened; null where nothing is.</summary>
    public string? Got { get; init; }

    /// <summary>Values that would be right; at most <see cref="AllowedListed"/>, empty where they can't be listed.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>All values of an enumeration as JSON, for mending; empty where there are none. Never written: there may be thousands.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What to do, where that is known: the nearest name, the block that would fit.</summary>
    public string? Hint { get; init; }

    /// <summary>As clients see it.</summary>
    public Finding ToFinding() => new() { Pointer = Pointer, Code = Code, Message = Hint is null ? Message : $"{Message} {Hint}" };
}
