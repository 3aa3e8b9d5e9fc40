using System.Text.Json;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.OpenAi;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

public abstract class OpenAiJourney : IAsyncLifetime
{
    private protected const string Key = "sk-secret-0123456789";

    private OpenAiProvider? _provider;

    private protected ScriptedLlm Llm { get; private set; } = null!;

    private protected WatchedTime Time { get; } = new();

    private protected OpenAiProvider Provider => _provider ??= new(Options, Time);

    private protected ProviderOptions Options => new() { Kind = "openai", Endpoint = Llm.Endpoint.ToString(), Model = "scripted", ApiKey = Key };

    public async Task InitializeAsync() => Llm = await ScriptedLlm.StartAsync();

    public async Task DisposeAsync()
    {
        _provider?.Dispose();
        await Llm.DisposeAsync();
    }

    private protected static Prompt Ask(string text = "Which block?", params ToolDefinition[] tools) => new()
    {
        System = "You join blocks.",
        Messages = [new() { Role = PromptRole.User, Text = text }],
        Tools = tools,
    };

    private protected static ToolDefinition Tool(string name, string schema) => new(name, $"What {name} does.", JsonDocument.Parse(schema).RootElement);

    private protected static string Text(IEnumerable<Piece> pieces) => string.Concat(pieces.OfType<Piece.Text>().Select(text => text.Value));

    private protected static string Chunk(string delta, string finish = "null") =>
        $$"""{"id":"1","object":"chat.completion.chunk","created":0,"model":"m","choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finish}}}]}""";

    private protected Task<List<Piece>> ReadAsync(Prompt? prompt = null) => Provider.StreamAsync(prompt ?? Ask(), default).ToListAsync().AsTask();

    private protected Task<ProviderException> FailsAsync() => Assert.ThrowsAsync<ProviderException>(() => ReadAsync());
}
