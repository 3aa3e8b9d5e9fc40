using Anthropic;
using Constellation.Realtime.Engine.Providers.Http;
using Microsoft.Extensions.AI;

namespace Constellation.Realtime.Engine.Providers.Anthropic;

/// <summary>A model behind Anthropic's Messages API, as a chat client in Semantic Kernel's kernel.</summary>
internal sealed class AnthropicProvider : ChatProvider
{
    private readonly ProviderOptions _options;
    private readonly HttpClient _http;

    /// <param name="options">Checked before: with an endpoint and a model.</param>
    public AnthropicProvider(ProviderOptions options, TimeProvider time)
        : this(options, Http(new ProviderFaults(options.ApiKey, time)), time)
    {
    }

    private AnthropicProvider(ProviderOptions options, HttpClient http, TimeProvider time)
        : base(options, http, time) => (_options, _http) = (options, http);

    /// <inheritdoc/>
    protected override IChatClient Connect() => SemanticKernelClient.Bridge(new AnthropicClient
    {
        HttpClient = _http,
        BaseUrl = EndpointPath.Without(_options.Endpoint!, "/v1").ToString().TrimEnd('/'),
        ApiKey = _options.ApiKey ?? "",
        // Whether to try again and how long to wait is decided over all providers alike.
        MaxRetries = 0,
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    }.AsIChatClient(Model));

    /// <summary>All goes in by <see cref="Options"/>: the client would rebuild schemas and arguments.</summary>
    protected override IEnumerable<ChatMessage> Messages(Prompt prompt) => [];

    /// <inheritdoc/>
    protected override ChatOptions Options(Prompt prompt) => new() { RawRepresentationFactory = _ => AnthropicPrompt.Request(prompt, _options) };

    /// <inheritdoc/>
    protected override IChatAnswer Begin() => new AnthropicAnswer();
}
