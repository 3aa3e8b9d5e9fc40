using System.Text.Json.Nodes;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions.Registry;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>
/// Makes a turn's prompt: what the model is; the summary of what is long past; the session's newest messages; then, right before the message that is answered and
/// as fenced data, what the person settled, the suggestion that stands, what the catalogue has for the message, and examples; and the tools.
/// </summary>
internal sealed class Prompts(
    IHistory history, SessionMemories memories, Examples examples, GraphFeed graph, Remembering remembering, SentPrompts sent, Suggesting suggesting,
    IOptions<LlmOptions> options)
{
    private const int NewestMessages = 400;
    private const int NewestSuggestions = 10;
    private const int EarlierTexts = 3;

    /// <summary>The planner looks everything up itself.</summary>
    private readonly bool _isRead = options.Value.Providers.Any(provider => provider.Kind != ProviderKinds.Planner);

    /// <param name="targets">The turn's: what the model can suggest.</param>
    public async Task<Prompt> BuildAsync(Turn turn, TargetList targets, CancellationToken cancellationToken)
    {
        var asked = await memories.PositionAsync(turn.UserMessage.MessageId, cancellationToken);
        var memory = await memories.ReadAsync(turn.SessionId, asked, cancellationToken);
        var newest = await memories.ReadNewestAsync(turn.SessionId, memory.SummaryPosition, asked - 1, NewestMessages, cancellationToken);
        remembering.Offer(turn, newest);

        // A turn that another node began has perhaps suggested already; what it says again must not be an answer to that.
        var suggestions = (await history.ReadSuggestionsAsync(turn.SessionId, null, NewestSuggestions, cancellationToken))
            .Where(suggestion => suggestion.TurnId != turn.TurnId).ToList();
        var earlier = newest.Where(placed => placed.Message.Sender == Sender.User).Select(placed => placed.Message.Content).Reverse().Take(EarlierTexts);
        var fence = new DataFence();
        var (beside, ingredients) = _isRead ? await BesideAsync(turn, fence, memory, suggestions, cancellationToken) : ([], Ingredients.None);
        return new Prompt
        {
            System = PromptTemplate.System.Text,
            Messages =
            [
                .. Data(fence, PromptPart.Summary, memory.Summary.Length == 0 ? null : new JsonObject { ["summary"] = memory.Summary }),
                .. newest.Select(placed => new PromptMessage
                {
                    Role = placed.Message.Sender == Sender.User ? PromptRole.User : PromptRole.Assistant,
                    Text = placed.Message.Content,
                }),
                .. beside,
                new PromptMessage { Role = PromptRole.User, Text = turn.UserMessage.Content },
            ],
            Tools = [.. GraphTools.Definitions, .. suggesting.Tools(targets, suggestions, [turn.UserMessage.Content, .. earlier])],
            Suggestions = suggestions,
            Sent = sent.Of(turn, ingredients),
        };
    }

    private async Task<(List<PromptMessage> Messages, Ingredients Ingredients)> BesideAsync(
        Turn turn, DataFence fence, SessionMemory memory, List<Suggestion> suggestions, CancellationToken cancellationToken)
    {
        var catalogue = graph.Catalogue;
        var handles = new BlockHandles(turn.SessionId, catalogue.Graph);
        var standing = suggestions.FindLast(suggestion => suggestion.Status != SuggestionStatus.Rejected);
        var like = await examples.FindAsync(turn.UserId, turn.SessionId, turn.UserMessage.Content, cancellationToken);
        var found = new CatalogueFindings(catalogue, handles).Find(turn.UserMessage.Content, standing);
        List<PromptMessage> messages =
        [
            .. Data(fence, PromptPart.Examples, like.Count == 0 ? null : new JsonObject { ["examples"] = new JsonArray([.. like.Select(one => (JsonNode)ToJson(one, handles))]) }),
            .. Data(fence, PromptPart.Found, found?.Told),
            .. Data(fence, PromptPart.Suggestion, standing is null ? null : ToJson(standing, handles)),
            .. Data(fence, PromptPart.Facts, memory.Facts.Count == 0 ? null : new JsonObject
            {
                ["facts"] = new JsonArray([.. memory.Facts.Select(fact => (JsonNode)new JsonObject { ["about"] = fact.Kind, ["value"] = fact.Value, ["said"] = fact.Said })]),
            }),
        ];
        return (messages, new Ingredients
        {
            Facts = [.. memory.Facts.Select(fact => $"{fact.Kind}: {fact.Value}")],
            Found = found?.Blocks ?? [],
            Examples = [.. like.Select(one => one.SuggestionId)],
            Suggestion = standing?.SuggestionId,
        });
    }

    private static JsonObject ToJson(Suggestion suggestion, BlockHandles handles)
    {
        var json = new JsonObject
        {
            ["target"] = suggestion.Target,
            ["status"] = suggestion.Status.ToString().ToLowerInvariant(),
            ["title"] = suggestion.Title,
            ["payload"] = JsonNode.Parse(handles.Told(suggestion.Payload.GetRawText())),
            ["blocks"] = suggestion.Graph is { } drawn
                ? new JsonArray([.. drawn.Blocks.Select(block => (JsonNode)new JsonObject { ["block_id"] = handles.Of(block.BlockId), ["name"] = block.Name })])
                : null,
        };
        if (suggestion.Edited == true) json["edited_by_person"] = true;
        return json;
    }

    private static IEnumerable<PromptMessage> Data(DataFence fence, PromptPart part, JsonNode? data)
    {
        if (data is null) yield break;
        yield return new PromptMessage { Role = PromptRole.User, Part = part, Text = fence.Around(part.ToString().ToLowerInvariant(), data) };
    }
}
