using System.Runtime.CompilerServices;

namespace Constellation.Realtime.Engine.Providers;

/// <summary>A provider that is given up once it has been silent for too long. The time that the reader takes is not the provider's.</summary>
internal sealed class Patience(ILlmProvider inner, LlmOptions limits, TimeProvider time) : ILlmProvider, IDisposable
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public string Model => inner.Model;

    /// <inheritdoc/>
    public bool ContinuesText => inner.ContinuesText;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Piece> StreamAsync(Prompt prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        await using var pieces = inner.StreamAsync(prompt, either.Token).GetAsyncEnumerator(either.Token);

        silence.CancelAfter(limits.FirstTokenTimeout);
        for (var said = false; await NextAsync(pieces, said, silence, cancellationToken); said = true)
        {
            silence.CancelAfter(Timeout.InfiniteTimeSpan);
            yield return pieces.Current;
            silence.CancelAfter(limits.StallTimeout);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => (inner as IDisposable)?.Dispose();

    private async ValueTask<bool> NextAsync(IAsyncEnumerator<Piece> pieces, bool said, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        try
        {
            return await pieces.MoveNextAsync();
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ProviderException(
                ProviderFault.Stalled,
                said ? $"It broke off and was silent for {limits.StallTimeout}." : $"It said nothing for {limits.FirstTokenTimeout}.");
        }
    }
}
