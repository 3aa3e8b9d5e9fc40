namespace Constellation.Realtime.Engine.Providers;

/// <summary>One try at one provider.</summary>
/// <param name="Number">Counted from 1 over all providers that one answer is asked of; grows from try to try.</param>
/// <param name="Provider"><see cref="Contracts.Usage.Provider"/>.</param>
/// <param name="Model"><see cref="Contracts.Usage.Model"/>.</param>
internal sealed record Attempt(int Number, string Provider, string Model)
{
    /// <summary>By which its call is recorded; no part of what two of them are compared by.</summary>
    public Guid AttemptId { get; init; }

    /// <summary>The provider's place in the configured order, from 0.</summary>
    public int Position { get; init; }

    /// <summary>Whether it goes on with the text that the attempt before it had said, instead of saying the answer anew.</summary>
    public bool GoesOn { get; init; }

    public bool Equals(Attempt? other) =>
        other is not null && (Number, Provider, Model, Position, GoesOn) == (other.Number, other.Provider, other.Model, other.Position, other.GoesOn);

    public override int GetHashCode() => HashCode.Combine(Number, Provider, Model, Position, GoesOn);
}

/// <summary>
/// A piece and whose it is. Where the attempt is another one than the last piece's, the answer is said anew, or gone on with: <see cref="Attempt.GoesOn"/>.
/// </summary>
internal readonly record struct AttemptPiece(Attempt Attempt, Piece Piece);
