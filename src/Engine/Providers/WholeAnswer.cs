using System.Runtime.CompilerServices;

namespace Constellation.Realtime.Engine.Providers;

/// <summary>What every answer must be, whoever gives it: something is said in it, unless the turn has a suggestion already, and its end is told.</summary>
internal static class WholeAnswer
{
    /// <summary>Whether the piece is something that a reader or the engine would act on.</summary>
    public static bool Says(this Piece piece) => piece is Piece.Text { Value.Length: > 0 } or Piece.ToolCall;

    /// <summary>The pieces but for empty texts, which are mere signs of life.</summary>
    /// <param name="pieces">The answer.</param>
    /// <param name="mayEndEmpty">Whether there may be nothing in it: <see cref="Prompt.MayEndEmpty"/>. One that was cut by its length says nothing even then.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ProviderException">The answer ended without an end, or with nothing in it.</exception>
    public static async IAsyncEnumerable<Piece> Checked(this IAsyncEnumerable<Piece> pieces, bool mayEndEmpty, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var said = false;
        await foreach (var piece in pieces.WithCancellation(cancellationToken))
        {
            said |= piece.Says();
            if (piece is Piece.End { Finish: not Finish.Filtered } end && !said && !(mayEndEmpty && end.Finish == Finish.Stop))
            {
                throw new ProviderException(ProviderFault.Empty, "The answer has neither text nor a tool call.");
            }

            if (piece is not Piece.Text { Value: "" })
            {
                yield return piece;
            }

            if (piece is Piece.End)
            {
                yield break;
            }
        }

        throw new ProviderException(ProviderFault.Broken, "The answer broke off without an end.");
    }
}
