using System.ClientModel;
using System.ClientModel.Primitives;
using Constellation.Realtime.Engine.Providers.Http;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;
using OpenAI;

namespace Constellation.Realtime.Engine.Providers.OpenAi;

/// <summary>Any endpoint that speaks OpenAI's chat completions, through Semantic Kernel's connector.</summary>
internal sealed class OpenAiProvider : ChatProvider
{
    private readonly ProviderOptions _options;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;

    /// <param name="options">Checked before: with an endpoint and a model.</param>
    public OpenAiProvider(ProviderOptions options, TimeProvider time)
        : this(options, Http(new ProviderFaults(options.ApiKey, time)), time)
    {
    }

    private OpenAiProvider(ProviderOptions options, HttpClient http, TimeProvider time)
        : base(options, http, time) => (_options, _http, _time) = (options, http, time);

    /// <inheritdoc/>
    protected override IChatClient Connect() => SemanticKernelClient.Connect(kernel =>
    {
#pragma warning disable SKEXP0010 // The connector's IChatClient way is marked as under evaluation; the other way rebuilds the tools' schemas.
        kernel.AddOpenAIChatClient(Model, Client(_options, _http));
#pragma warning restore SKEXP0010
    });

    /// <inheritdoc/>
    protected override IEnumerable<ChatMessage> Messages(Prompt prompt) => OpenAiPrompt.Messages(prompt);

    /// <inheritdoc/>
    protected override ChatOptions Options(Prompt prompt) => OpenAiPrompt.Options(prompt, _options);

    /// <inheritdoc/>
    protected override IChatAnswer Begin() => new OpenAiAnswer(_time);

    private static OpenAIClient Client(ProviderOptions options, HttpClient http)
    {
        var client = new OpenAIClientOptions
        {
            Endpoint = new Uri(options.Endpoint!),
            Transport = new HttpClientPipelineTransport(http),
            // Whether to try again and how long to wait is decided in Fallback and Patience, over all providers alike.
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        };
        client.AddPolicy(new ClosedOnCancel(), PipelinePosition.BeforeTransport);
#pragma warning disable OPENAI001 // Only this constructor takes a key in another header, or none; it is marked as under evaluation.
        return new(Authentication(options), client);
#pragma warning restore OPENAI001
    }

    private static AuthenticationPolicy Authentication(ProviderOptions options) => options switch
    {
        { ApiKey: null or "" } => new NoAuthentication(),
        { Kind: ProviderKinds.AzureOpenAi } => ApiKeyAuthenticationPolicy.CreateHeaderApiKeyPolicy(new ApiKeyCredential(options.ApiKey), "api-key"),
        _ => ApiKeyAuthenticationPolicy.CreateBearerAuthorizationPolicy(new ApiKeyCredential(options.ApiKey)),
    };

    private sealed class NoAuthentication : AuthenticationPolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) =>
            ProcessNext(message, pipeline, currentIndex);

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) =>
            ProcessNextAsync(message, pipeline, currentIndex);
    }
}
