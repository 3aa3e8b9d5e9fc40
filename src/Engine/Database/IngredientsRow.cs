using Constellation.Realtime.Engine.Prompting;

namespace Constellation.Realtime.Engine.Database;

/// <summary>What went into the last prompt that one owner of a turn sent: the one that its reply was written to. Kept for longer than the prompt itself.</summary>
internal sealed class IngredientsRow
{
    public Guid TurnId { get; init; }

    /// <summary>The term with which the node that sent it had claimed the turn; the highest one is the reply's.</summary>
    public long Term { get; init; }

    public Guid SessionId { get; init; }

    /// <summary>Counted from 1 over what that node sent for the turn.</summary>
    public int Number { get; set; }

    public DateTimeOffset At { get; set; }

    public required string Provider { get; set; }

    public required string Model { get; set; }

    /// <summary>The version of the template of its system text.</summary>
    public required string Template { get; set; }

    /// <summary>Its tokens by our own count.</summary>
    public int Tokens { get; set; }

    /// <summary>Those it might have had; null where there was no bound.</summary>
    public int? Window { get; set; }

    /// <summary><see cref="Ingredients"/> as JSON.</summary>
    public required string Content { get; set; }
}
