using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Providers;

/// <summary>
/// The configured providers as one: the first one that says something answers. Before that a provider is asked again where this helps, and then the next
/// one; after it a break goes on to the caller.
/// </summary>
internal sealed partial class Fallback(IReadOnlyList<ILlmProvider> providers, TimeProvider time, ILogger<Fallback> logger) : IDisposable
{
    /// <summary>Whether a reply that broke off can be gone on with, whoever of them answers.</summary>
    public bool ContinuesText { get; } = providers.All(provider => provider.ContinuesText);

    /// <summary>
    /// One answer to the prompt, each piece with who says it. The last piece is <see cref="Piece.End"/>; an answer that isn't filtered says something before it.
    /// </summary>
    /// <exception cref="ProviderException">No provider answered (the last one's fault), or the one that did broke off.</exception>
    public async IAsyncEnumerable<AttemptPiece> StreamAsync(Prompt prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (attempt, answer) = await OpenAsync(prompt, cancellationToken);
        await using (answer)
        {
            while (await NextAsync(attempt, answer) is { } piece)
            {
                yield return new(attempt, piece);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var provider in providers.OfType<IDisposable>())
        {
            provider.Dispose();
        }
    }

    private async Task<(Attempt Attempt, OpenedAnswer Answer)> OpenAsync(Prompt prompt, CancellationToken cancellationToken)
    {
        ProviderException? fault = null;
        var number = 0;
        foreach (var provider in providers)
        {
            TimeSpan? pause = TimeSpan.Zero;
            for (var tries = 1; pause is { } wait; tries++)
            {
                await Task.Delay(wait, time, cancellationToken);
                var attempt = new Attempt(++number, provider.Name, provider.Model);
                try
                {
                    return (attempt, await OpenedAnswer.OpenAsync(provider, prompt, cancellationToken));
                }
                catch (ProviderException e)
                {
                    Log.AttemptFailed(logger, number, provider.Name, provider.Model, e.Fault, e.Message);
                    fault = e;
                    pause = RetryPause.Before(tries, e, Random.Shared.NextDouble());
                }
            }

            // Never from a filter to a laxer provider.
            if (fault!.Fault == ProviderFault.Filtered)
            {
                break;
            }
        }

        throw fault ?? throw new InvalidOperationException("No provider is configured.");
    }

    private async ValueTask<Piece?> NextAsync(Attempt attempt, OpenedAnswer answer)
    {
        try
        {
            return await answer.NextAsync();
        }
        catch (ProviderException e)
        {
            Log.AttemptBroke(logger, attempt.Number, attempt.Provider, attempt.Model, e.Fault, e.Message);
            throw;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} at {Provider}, model {Model}, failed with {Fault}: {Reason}")]
        internal static partial void AttemptFailed(ILogger logger, int attempt, string provider, string model, ProviderFault fault, string reason);

        [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} at {Provider}, model {Model}, broke off after its first piece with {Fault}: {Reason}")]
        internal static partial void AttemptBroke(ILogger logger, int attempt, string provider, string model, ProviderFault fault, string reason);
    }
}
