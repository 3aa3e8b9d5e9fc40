namespace Constellation.Realtime.Engine.Providers;

/// <summary>An answer of which at least one piece is there that says something, or its end.</summary>
internal sealed class OpenedAnswer : IAsyncDisposable
{
    private readonly IAsyncEnumerator<Piece> _pieces;
    private readonly Queue<Piece> _read = new();

    private OpenedAnswer(IAsyncEnumerator<Piece> pieces) => _pieces = pieces;

    /// <summary>Asks, and reads on to the first piece that says something.</summary>
    /// <exception cref="ProviderException">There was none.</exception>
    public static async Task<OpenedAnswer> OpenAsync(ILlmProvider provider, Prompt prompt, CancellationToken cancellationToken)
    {
        var answer = new OpenedAnswer(provider.StreamAsync(prompt, cancellationToken).Checked(prompt.MayEndEmpty, cancellationToken).GetAsyncEnumerator(cancellationToken));
        try
        {
            while (await answer._pieces.MoveNextAsync())
            {
                answer._read.Enqueue(answer._pieces.Current);
                if (answer._pieces.Current.Says())
                {
                    break;
                }
            }

            return answer;
        }
        catch
        {
            await answer.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next piece, or null after the last one.</summary>
    public async ValueTask<Piece?> NextAsync() =>
        _read.TryDequeue(out var piece) ? piece : await _pieces.MoveNextAsync() ? _pieces.Current : null;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _pieces.DisposeAsync();
}
