using System.Text.Json;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>What every provider behind a wire has to do, whatever the wire looks like: the surroundings of its parts.</summary>
public abstract class ProviderSpec : IAsyncLifetime
{
    private protected const string Key = "sk-secret-0123456789";

    private ILlmProvider? _provider;

    private protected ProviderSpec(ProviderWire wire) => Wire = wire;

    private protected ProviderWire Wire { get; }

    private protected ScriptedLlm Llm { get; private set; } = null!;

    private protected WatchedTime Time { get; } = new();

    private protected ProviderOptions Options => new() { Kind = Wire.Kind, Endpoint = Llm.Endpoint.ToString(), Model = "scripted", ApiKey = Key };

    private protected ILlmProvider Provider => _provider ??= Create(Options);

    public async Task InitializeAsync() => Llm = await ScriptedLlm.StartAsync();

    public async Task DisposeAsync()
    {
        (_provider as IDisposable)?.Dispose();
        await Llm.DisposeAsync();
    }

    private protected ILlmProvider Create(ProviderOptions options) => Wire.Create(options, Time);

    private protected static Prompt Ask(string text = "Which block?", params ToolDefinition[] tools) => new()
    {
        System = "You join blocks.",
        Messages = [new() { Role = PromptRole.User, Text = text }],
        Tools = tools,
    };

    private protected static ToolDefinition Tool(string name, string schema) => new(name, $"What {name} does.", JsonElement.Parse(schema));

    private protected static string Text(IEnumerable<Piece> pieces) => string.Concat(pieces.OfType<Piece.Text>().Select(text => text.Value));

    private protected static string Arguments(IEnumerable<Piece> pieces) => string.Concat(pieces.OfType<Piece.ToolCall>().Select(part => part.Arguments));

    private protected Task<List<Piece>> ReadAsync(Prompt? prompt = null) => Provider.StreamAsync(prompt ?? Ask(), default).ToListAsync().AsTask();

    private protected Task<ProviderException> FailsAsync() => Assert.ThrowsAsync<ProviderException>(() => ReadAsync());
}
