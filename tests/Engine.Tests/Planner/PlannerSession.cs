using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Planner;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Planner;

/// <summary>A session with the planner: runs its tool calls as the turn runner does, and keeps all that it yields.</summary>
internal sealed class PlannerSession(GraphFeed feed, params string[] withoutTools)
{
    private static readonly ToolDefinition Suggest = new("suggest_pipeline", "", default);

    private readonly PlannerProvider _provider = new(feed, Options.Create(new PlannerOptions { PerWord = TimeSpan.Zero }), TimeProvider.System);

    private IReadOnlyList<Suggestion> _before = [];

    public List<PromptMessage> Messages { get; } = [];

    public List<Suggestion> Suggestions { get; } = [];

    /// <summary>What a suggestion is answered with, in turn; "ready" where there is none left.</summary>
    public Queue<string> Verdicts { get; } = [];

    public string Begun { get; set; } = "";

    /// <summary>Calls its answers off.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>One answer of the provider to the prompt as it is now.</summary>
    public async Task<Said> NextAsync()
    {
        var said = new Said();
        await foreach (var piece in _provider.StreamAsync(Prompt(), Stop))
            said.Pieces.Add(piece);
        return said;
    }

    /// <summary>The whole turn.</summary>
    public Task<Turn> AskAsync(string text)
    {
        Messages.Add(new PromptMessage { Role = PromptRole.User, Text = text });
        return GoOnAsync();
    }

    /// <summary>The rest of the turn whose messages are there.</summary>
    public async Task<Turn> GoOnAsync()
    {
        _before = [.. Suggestions];
        var turn = new Turn();
        while (turn.Answers.Count < 10)
        {
            var said = await NextAsync();
            turn.Answers.Add(said);
            Take(said);
            if (said.Finish is not Finish.ToolCalls)
                return turn;
        }

        throw new InvalidOperationException("The planner does not come to an end.");
    }

    /// <summary>Adds an answer to the messages, with the results of its calls.</summary>
    public void Take(Said said)
    {
        Messages.Add(new PromptMessage { Role = PromptRole.Assistant, Text = said.Text, ToolCalls = said.Calls });
        foreach (var call in said.Calls)
            Messages.Add(new PromptMessage { Role = PromptRole.Tool, ToolCallId = call.CallId, Text = Run(call) });
    }

    private string Run(ToolCall call)
    {
        if (GraphTools.Has(call.Name))
            return GraphTools.Run(feed.Catalogue, call.Name, call.Arguments).Text;
        var verdict = Verdicts.TryDequeue(out var next) ? next : """{"status":"ready"}""";
        if (verdict.Contains("ready", StringComparison.Ordinal))
            Suggestions.Add(new Suggestion
            {
                SuggestionId = Guid.NewGuid(),
                Target = "pipeline",
                Status = SuggestionStatus.Ready,
                Payload = JsonDocument.Parse(call.Arguments).RootElement.Clone()
            });
        return verdict;
    }

    private Prompt Prompt() => new()
    {
        System = "You plan pipelines.",
        Messages = [.. Messages],
        Tools = [.. GraphTools.Definitions.Append(Suggest).Where(tool => !withoutTools.Contains(tool.Name))],
        Suggestions = _before,
        Begun = Begun,
    };
}

/// <summary>One answer's pieces.</summary>
internal sealed class Said
{
    /// <summary>What a provider says that makes one call.</summary>
    public static Said Calling(string callId, string tool, string arguments) =>
        new() { Pieces = { new Piece.ToolCall(callId, tool, arguments), new Piece.End(Finish.ToolCalls) } };

    public List<Piece> Pieces { get; } = [];

    public string Text => string.Concat(Pieces.OfType<Piece.Text>().Select(piece => piece.Value));

    public Finish Finish => ((Piece.End)Pieces[^1]).Finish;

    public IReadOnlyList<ToolCall> Calls => [.. Pieces.OfType<Piece.ToolCall>().GroupBy(piece => piece.CallId)
        .Select(parts => new ToolCall(parts.Key, parts.First().Name!, string.Concat(parts.Select(part => part.Arguments))))];
}

/// <summary>A turn's answers.</summary>
internal sealed class Turn
{
    public List<Said> Answers { get; } = [];

    public string Text => string.Concat(Answers.Select(answer => answer.Text));

    public IReadOnlyList<JsonElement> Suggested =>
        [.. Answers.SelectMany(answer => answer.Calls).Where(call => call.Name == "suggest_pipeline")
            .Select(call => JsonDocument.Parse(call.Arguments).RootElement)];

    public IReadOnlyList<Engine.Graph.Block> Pipeline(GraphFeed feed) =>
        Suggested is [.., var last] ? [.. last.GetProperty("blocks").EnumerateArray().Select(id => feed.Current.Find(id.GetGuid())!)] : [];
}
