using System.Runtime.CompilerServices;
using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>A provider whose prompts are fitted to its model's window, each time anew: the results of tools are part of it.</summary>
/// <param name="inner">The provider.</param>
/// <param name="room">The tokens that a prompt may have, as <see cref="TokenCount"/> counts; null where it may be of any length.</param>
internal sealed class PromptWindow(ILlmProvider inner, int? room) : ILlmProvider, IDisposable
{
    /// <summary>One part in so many of the window stays free, as other vocabularies than ours may need more tokens for the same text.</summary>
    private const int Margin = 10;

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public string Model => inner.Model;

    /// <inheritdoc/>
    public bool ContinuesText => inner.ContinuesText;

    /// <inheritdoc/>
    public bool GoesOnWithOthers => inner.GoesOnWithOthers;

    /// <summary>What a prompt to this provider may have; null for the planner, which has no window.</summary>
    public static int? Of(ProviderOptions options) => options.Kind == ProviderKinds.Planner ? null
        : options.ContextTokens - options.AnswerTokens - (options.ContextTokens / Margin);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Piece> StreamAsync(Prompt prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (sent, leftOut) = room is { } tokens ? PromptFit.Fit(prompt, tokens) : (prompt, []);
        prompt.Sent?.Invoke(new SentPrompt(Name, Model, room, leftOut, sent));
        await foreach (var piece in inner.StreamAsync(sent, cancellationToken)) yield return piece;
    }

    /// <inheritdoc/>
    public void Dispose() => (inner as IDisposable)?.Dispose();
}
