namespace Constellation.Realtime.Engine.Providers.Attempts;

/// <summary>On whose account a provider is asked.</summary>
/// <param name="UserId">Whose tokens they are.</param>
/// <param name="SessionId">The session that it is about.</param>
/// <param name="TurnId">The turn, or the one that gave rise to it.</param>
internal sealed record AskedFor(Guid UserId, Guid SessionId, Guid TurnId)
{
    /// <summary>One of <see cref="Purposes"/>.</summary>
    public string Purpose { get; init; } = Purposes.Reply;

    /// <summary>Which of the turn's answers is asked for, from 0.</summary>
    public int Round { get; init; }

    /// <summary>Who gave the answer before, and so is asked first now; null: the first one configured.</summary>
    public Attempt? Before { get; init; }
}

/// <summary>What a provider is asked for.</summary>
internal static class Purposes
{
    /// <summary>A turn's reply.</summary>
    public const string Reply = "reply";

    /// <summary>A session's title.</summary>
    public const string Title = "title";

    /// <summary>A summary of a session's older turns.</summary>
    public const string Summary = "summary";
}
