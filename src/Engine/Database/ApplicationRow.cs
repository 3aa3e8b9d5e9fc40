namespace Constellation.Realtime.Engine.Database;

/// <summary>
/// That an accepted suggestion is to be applied, and how far that has come. Stored with the decision; every step that must not be done twice is noted before
/// it is done, so that another node can go on. The suggestion's id is the key that makes it once.
/// </summary>
internal sealed class ApplicationRow
{
    public Guid SuggestionId { get; init; }

    public Guid SessionId { get; init; }

    public Guid UserId { get; init; }

    public DateTimeOffset StartedAt { get; init; }

    /// <summary>Who works on it.</summary>
    public Guid Node { get; set; }

    /// <summary>The fence: raised by each claim, and what is noted under a lower one is not taken.</summary>
    public long Claim { get; set; }

    /// <summary>How many requests may have reached the API that make something.</summary>
    public int Sends { get; set; }

    /// <summary>The id of what the API made; null where it is not known to have made anything.</summary>
    public string? MadeId { get; set; }

    /// <summary>Why what was made is taken away again, in the API's words; null where it stays.</summary>
    public string? Refusal { get; set; }

    /// <summary>How often it was put off.</summary>
    public int Delays { get; set; }

    public DateTimeOffset NextAt { get; set; }

    /// <summary>When its outcome was stored; null while it has none.</summary>
    public DateTimeOffset? SettledAt { get; set; }
}
