using System.Text;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Planner;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Bench.Planner;

/// <summary>A session with the planner alone: what the turn runner does with a provider, without storing anything.</summary>
internal sealed class Session
{
    private const int MostAnswers = 8;

    private readonly GraphFeed _feed;
    private readonly PlannerProvider _provider;
    private readonly List<PromptMessage> _messages = [];
    private readonly List<Suggestion> _suggestions = [];
    private IReadOnlyList<Suggestion> _before = [];

    private Session(GraphFeed feed)
    {
        _feed = feed;
        _provider = new PlannerProvider(feed, Options.Create(new PlannerOptions { PerWord = TimeSpan.Zero }), TimeProvider.System);
    }

    public static Task<GraphFeed> FeedAsync(string? path) => FeedAsync(new FileGraphSource(path));

    public static Task<GraphFeed> FeedAsync(GraphSnapshot graph) => FeedAsync(new MadeGraph(graph));

    private static async Task<GraphFeed> FeedAsync(IGraphSource source)
    {
        var feed = new GraphFeed(source, Options.Create(new GraphOptions()), TimeProvider.System, NullLogger<GraphFeed>.Instance);
        await feed.RefreshAsync(CancellationToken.None);
        return feed;
    }

    public static Session On(GraphFeed feed) => new(feed);

    /// <summary>Asks, runs the planner's tool calls, and gives what it said and suggested.</summary>
    public async Task<Reply> AskAsync(string text)
    {
        _messages.Add(new PromptMessage { Role = PromptRole.User, Text = text });
        _before = [.. _suggestions];
        var reply = new Reply([], new StringBuilder(), null);
        for (var i = 0; i < MostAnswers; i++)
        {
            var said = new StringBuilder();
            var calls = new List<(string Id, string Name, StringBuilder Arguments)>();
            var finish = Finish.Length;
            await foreach (var piece in _provider.StreamAsync(Prompt(), CancellationToken.None))
            {
                switch (piece)
                {
                    case Piece.Text words:
                        said.Append(words.Value);
                        break;
                    case Piece.ToolCall { Name: { } name } call:
                        calls.Add((call.CallId, name, new StringBuilder(call.Arguments)));
                        break;
                    case Piece.ToolCall call:
                        calls[^1].Arguments.Append(call.Arguments);
                        break;
                    case Piece.End end:
                        finish = end.Finish;
                        break;
                }
            }

            reply.Text.Append(said);
            _messages.Add(new PromptMessage
            {
                Role = PromptRole.Assistant,
                Text = said.ToString(),
                ToolCalls = [.. calls.Select(call => new ToolCall(call.Id, call.Name, call.Arguments.ToString()))]
            });
            foreach (var call in calls)
            {
                reply.Calls.Add($"{call.Name} {call.Arguments}");
                _messages.Add(new PromptMessage
                {
                    Role = PromptRole.Tool,
                    ToolCallId = call.Id,
                    Text = Run(call.Name, call.Arguments.ToString(), ref reply)
                });
            }

            if (finish is not Finish.ToolCalls)
                return reply;
        }

        throw new InvalidOperationException("The planner does not come to an end.");
    }

    private string Run(string name, string arguments, ref Reply reply)
    {
        if (GraphTools.Has(name))
            return GraphTools.Run(_feed.Catalogue, name, arguments).Text;
        using var document = JsonDocument.Parse(arguments);
        var payload = document.RootElement.Clone();
        _suggestions.Add(new Suggestion { SuggestionId = Guid.Empty, Target = "pipeline", Payload = payload, Status = SuggestionStatus.Ready });
        reply = reply with { Pipeline = [.. payload.GetProperty("blocks").EnumerateArray().Select(id => _feed.Current.Find(id.GetGuid())!)] };
        return """{"status":"ready"}""";
    }

    private Prompt Prompt() => new()
    {
        System = "",
        Messages = [.. _messages],
        Tools = [.. GraphTools.Definitions, new ToolDefinition("suggest_pipeline", "", default)],
        Suggestions = _before,
    };
}

/// <summary>A graph that is there already.</summary>
internal sealed class MadeGraph(GraphSnapshot graph) : IGraphSource
{
    public Task<GraphSnapshot> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(graph);
}

/// <summary>What the planner said and did.</summary>
internal sealed record Reply(List<string> Calls, StringBuilder Text, IReadOnlyList<Engine.Graph.Block>? Pipeline);
