using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace Constellation.Realtime.Engine.Providers.OpenAi;

/// <summary>Any endpoint that speaks OpenAI's chat completions, through Semantic Kernel's connector.</summary>
internal sealed class OpenAiProvider : ILlmProvider, IDisposable
{
    // Once the model has said that it has finished, only the bill is waited for, and not for long.
    private static readonly TimeSpan BillTimeout = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly HttpClient _http;
    private readonly IChatClient _chat;

    /// <param name="options">Checked before: with an endpoint and a model.</param>
    public OpenAiProvider(ProviderOptions options, TimeProvider time)
    {
        _time = time;
        _http = new(new OpenAiResponses(new OpenAiFaults(options.ApiKey, time))) { Timeout = Timeout.InfiniteTimeSpan };
        Name = options.Kind!;
        Model = options.Model!;
        _chat = SemanticKernelClient.Connect(Client(options, _http), Model);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Model { get; }

    /// <inheritdoc/>
    public bool ContinuesText => false;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Piece> StreamAsync(Prompt prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var bill = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, bill.Token);
        var answer = new OpenAiAnswer(_time);
        await using var updates = _chat
            .GetStreamingResponseAsync(OpenAiPrompt.Messages(prompt), OpenAiPrompt.Options(prompt), reading.Token)
            .GetAsyncEnumerator(reading.Token);

        while (await NextAsync(updates, answer, cancellationToken))
        {
            if (updates.Current.RawRepresentation is not StreamingChatCompletionUpdate update)
            {
                continue;
            }

            foreach (var piece in answer.Read(update))
            {
                yield return piece;
            }

            if (answer.Finish is not null)
            {
                bill.CancelAfter(BillTimeout);
            }
        }

        foreach (var piece in answer.End())
        {
            yield return piece;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _chat.Dispose();
        _http.Dispose();
    }

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

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, OpenAiAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            if (await updates.MoveNextAsync())
            {
                return true;
            }

            // A response that a cancellation closes may look like one that ended.
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (answer.Finish is not null)
        {
            // The answer is whole by the model's own word; what broke after it cost at most the bill.
            return false;
        }
        catch (Exception e) when (e is not ProviderException)
        {
            throw OpenAiFaults.Broken(e);
        }
    }

    private sealed class NoAuthentication : AuthenticationPolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) =>
            ProcessNext(message, pipeline, currentIndex);

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex) =>
            ProcessNextAsync(message, pipeline, currentIndex);
    }
}
