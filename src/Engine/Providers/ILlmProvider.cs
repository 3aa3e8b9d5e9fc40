namespace Constellation.Realtime.Engine.Providers;

/// <summary>A configured way to an LLM. Stateless: all that it knows of a turn is in the prompt.</summary>
internal interface ILlmProvider
{
    /// <summary>The provider's kind, such as <c>openai</c> or <c>planner</c>: <see cref="Contracts.Usage.Provider"/>.</summary>
    string Name { get; }

    /// <summary>Which of its models: <see cref="Contracts.Usage.Model"/>.</summary>
    string Model { get; }

    /// <summary>Whether it goes on with a reply of which <see cref="Prompt.Begun"/> is the beginning, character for character.</summary>
    bool ContinuesText { get; }

    /// <summary>Whether it goes on with an answer that another provider began, where <see cref="Prompt.Begun"/> gives it the beginning. Most say it anew.</summary>
    bool GoesOnWithOthers => false;

    /// <summary>
    /// One answer to the prompt, piece by piece. The last piece is <see cref="Piece.End"/>; a stream that ends without one is broken. Tool calls are not
    /// executed here: the caller runs them and asks again with their results added to the prompt.
    /// </summary>
    /// <exception cref="ProviderException">The provider did not answer, or broke off.</exception>
    IAsyncEnumerable<Piece> StreamAsync(Prompt prompt, CancellationToken cancellationToken);
}
