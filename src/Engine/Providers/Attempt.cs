namespace Constellation.Realtime.Engine.Providers;

/// <summary>One try at one provider.</summary>
/// <param name="Number">Counted from 1 over all providers; grows from try to try.</param>
/// <param name="Provider"><see cref="Contracts.Usage.Provider"/>.</param>
/// <param name="Model"><see cref="Contracts.Usage.Model"/>.</param>
internal sealed record Attempt(int Number, string Provider, string Model);

/// <summary>
/// A piece and whose it is. Where the attempt is another one than the last piece's, the reply is said anew: what the earlier attempt said doesn't count.
/// </summary>
internal readonly record struct AttemptPiece(Attempt Attempt, Piece Piece);
