using System.Runtime.CompilerServices;

namespace Constellation.Realtime.Engine.Providers;

/// <summary>A provider that is given up once it has been silent for too long, or its answer has no end. The time that the reader takes is not the provider's.</summary>
internal sealed class Patience(ILlmProvider inner, LlmOptions limits, TimeProvider time) : ILlmProvider, IDisposable
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public string Model => inner.Model;

    /// <inheritdoc/>
    public bool ContinuesText => inner.ContinuesText;

    /// <inheritdoc/>
    public bool GoesOnWithOthers => inner.GoesOnWithOthers;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Piece> StreamAsync(Prompt prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, silence.Token);
        await using var pieces = inner.StreamAsync(prompt, either.Token).GetAsyncEnumerator(either.Token);

        var left = limits.AnswerTimeout;
        for (var said = false; ; said = true)
        {
            if (left <= TimeSpan.Zero) throw Endless();
            var mayBeSilent = said ? limits.StallTimeout : limits.FirstTokenTimeout;
            var begun = time.GetTimestamp();
            silence.CancelAfter(mayBeSilent < left ? mayBeSilent : left);
            if (!await NextAsync(pieces, said, isEndless: left < mayBeSilent, silence, cancellationToken)) yield break;
            silence.CancelAfter(Timeout.InfiniteTimeSpan);
            left -= time.GetElapsedTime(begun);
            yield return pieces.Current;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => (inner as IDisposable)?.Dispose();

    private ProviderException Endless() => new(ProviderFault.Stalled, $"Its answer was not over after {limits.AnswerTimeout}.");

    private async ValueTask<bool> NextAsync(
        IAsyncEnumerator<Piece> pieces, bool said, bool isEndless, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        try
        {
            return await pieces.MoveNextAsync();
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            if (isEndless) throw Endless();
            throw new ProviderException(
                ProviderFault.Stalled,
                said ? $"It broke off and was silent for {limits.StallTimeout}." : $"It said nothing for {limits.FirstTokenTimeout}.");
        }
    }
}
