using Constellation.Realtime.Engine.Providers.Breakers;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Hub.Tests.Fallback;

/// <summary>A node with a chain of scripted models, and what they do when a test's message comes.</summary>
internal sealed class FallbackNode : IAsyncDisposable
{
    private readonly List<ScriptedLlm> _llms;
    private readonly TestNode _node;

    private FallbackNode(List<ScriptedLlm> llms, TestNode node) => (_llms, _node) = (llms, node);

    internal TestNode Node => _node;

    internal static async Task<FallbackNode> StartAsync(int providers, params (string Key, string Value)[] settings)
    {
        List<ScriptedLlm> llms = [];
        for (var i = 0; i < providers; i++) llms.Add(await ScriptedLlm.StartAsync());
        var node = new TestNode(null, [.. llms.SelectMany(Settings), .. settings]);
        await node.InitializeAsync();
        return new FallbackNode(llms, node);
    }

    /// <summary>All breakers closed: a test knows nothing of those before it.</summary>
    internal async Task MendAsync()
    {
        var breakers = (IBreakers)_node.Services.GetService(typeof(IBreakers))!;
        for (var i = 0; i < _llms.Count; i++) await breakers.ReportAsync($"openai:{NameOf(i)}:0", BreakerReport.Answered, default);
    }

    /// <summary>What this provider says to those who ask about this.</summary>
    internal ScriptSource At(int provider, string about) => _llms[provider].When(request => request.Body.Contains(about, StringComparison.Ordinal));

    internal IReadOnlyList<ReceivedRequest> Requests(int provider, string about) =>
        [.. _llms[provider].Requests.Where(request => request.Body.Contains(about, StringComparison.Ordinal))];

    internal static string NameOf(int provider) => $"model-{provider}";

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        foreach (var llm in _llms) await llm.DisposeAsync();
    }

    private static IEnumerable<(string, string)> Settings(ScriptedLlm llm, int i) =>
    [
        ($"Llm:Providers:{i}:Kind", "openai"),
        ($"Llm:Providers:{i}:Endpoint", llm.Endpoint.ToString()),
        ($"Llm:Providers:{i}:Model", NameOf(i)),
    ];
}
