namespace Constellation.Realtime.Engine.Providers;

/// <summary>One provider. Section <c>Llm:Providers:0</c> and so on; an endpoint or a key that is blank counts as absent.</summary>
internal sealed record ProviderOptions
{
    /// <summary>One of <see cref="ProviderKinds"/>.</summary>
    public string? Kind { get; init; }

    /// <summary>The endpoint with its version path, such as <c>http://host/v1</c>; for <c>huggingface</c> and <c>anthropic</c> it may be left out.</summary>
    public string? Endpoint { get; init => field = NullIfBlank(value); }

    /// <summary>The model's name, as the endpoint knows it.</summary>
    public string? Model { get; init; }

    /// <summary>The key; none for an endpoint that wants none.</summary>
    public string? ApiKey { get; init => field = NullIfBlank(value); }

    /// <summary>The model's window: the tokens of a prompt and its answer together; 4,096 to 10,000,000.</summary>
    public int ContextTokens { get; init; } = 32_768;

    /// <summary>The tokens of the window that are kept for the answer; 256 to half of <see cref="ContextTokens"/>.</summary>
    public int AnswerTokens { get; init; } = 4_096;

    /// <summary>Whether neighbouring messages of one role are sent as one.</summary>
    public bool JoinsRoles { get; init; }

    /// <summary>Whether an answer that broke off at another provider is gone on with by this one, which is given its beginning as the model's own.</summary>
    public bool Prefill { get; init; }

    /// <summary>The options without their key.</summary>
    public override string ToString() => $"{Kind} {Endpoint} {Model}";

    private static string? NullIfBlank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
