using Constellation.Realtime.Engine.Providers.Http;
using Microsoft.Extensions.AI;
using OllamaSharp;

namespace Constellation.Realtime.Engine.Providers.Ollama;

/// <summary>A model behind Ollama's own API (<c>/api/chat</c>, a JSON object a line), as a chat client in Semantic Kernel's kernel.</summary>
internal sealed class OllamaProvider : ChatProvider
{
    private readonly ProviderOptions _options;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="options">Checked before: with an endpoint and a model.</param>
    public OllamaProvider(ProviderOptions options, TimeProvider time)
        : this(options, Http(new ProviderFaults(options.ApiKey, time), StreamForm.JsonLines), time)
    {
    }

    private OllamaProvider(ProviderOptions options, HttpClient http, TimeProvider time)
        : base(options, http, time)
    {
        (_options, _http, _time) = (options, http, time);
        http.BaseAddress = EndpointPath.Without(options.Endpoint!, "/api", "/v1");
        if (!string.IsNullOrEmpty(options.ApiKey)) http.DefaultRequestHeaders.Authorization = new("Bearer", options.ApiKey);
    }

    /// <inheritdoc/>
    protected override IChatClient Connect() => SemanticKernelClient.Bridge(new OllamaApiClient(_http, Model));

    /// <summary>All goes in by <see cref="Options"/>: rebuilt by the client, a tool's schema would lose its definitions.</summary>
    protected override IEnumerable<ChatMessage> Messages(Prompt prompt) => [];

    /// <inheritdoc/>
    protected override ChatOptions Options(Prompt prompt) => new() { RawRepresentationFactory = _ => OllamaPrompt.Request(prompt, _options) };

    /// <inheritdoc/>
    protected override IChatAnswer Begin() => new OllamaAnswer(_time);
}
