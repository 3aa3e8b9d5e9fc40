using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Encodings.Web;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.Hub.Tests.Journeys;
using Constellation.Realtime.Hub.Tests.Wire;
using Constellation.Realtime.ScriptedModel;
using Microsoft.Extensions.DependencyInjection;

namespace Constellation.Realtime.Hub.Tests.Injection;

/// <summary>The payloads come by what is kept of a person: a summary that obeyed them, and a suggestion that was accepted with them in it, shown as an example later. Every tenth of them;
/// all with <c>REMEMBERED_PAYLOADS=all</c> in the environment.</summary>
public sealed class RememberedInjectionTests(PoisonedNode node) : JourneyTests(node), IClassFixture<PoisonedNode>
{
    private const string Secret = "dearc-sgiathanach";
    private const int AtOnce = 8, NotesOfUser = 15, SummaryChars = 2_000, NoteChars = 500;

    private static readonly int Every = Environment.GetEnvironmentVariable("REMEMBERED_PAYLOADS") == "all" ? 1 : 10;

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Whatever_a_summary_and_an_example_say_and_a_model_does_nothing_foreign_is_read_nothing_is_decided_and_nobody_is_called()
    {
        var (victim, own) = (await SuggestAsync(await OpenHubAsync(), $"Detect fires for {Secret}"), await SuggestAsync(await OpenHubAsync(), "Detect fires"));
        node.Poison(
            ("{CANARY}", node.Canary), ("{VICTIM_SESSION}", victim.Turn.SessionId.ToString()), ("{VICTIM_SUGGESTION}", victim.Suggestion.ToString()),
            ("{VICTIM_USER}", victim.Door.UserId.ToString()), ("{OWN_SUGGESTION}", own.Suggestion.ToString()), ("{VICTIM_HANDLE}", "b-000000"), ("{PIPELINE}", Suggested.Fires));
        var doors = await KeepNotesAsync(own.Door);
        var memories = node.Services.GetRequiredService<SessionMemories>();
        var before = Llm.Requests.Count;
        Llm.When(request => request.Body.Contains("Tell me about Quill", StringComparison.Ordinal)).Decides(ObedientModel.Obey);

        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, cancellationToken) =>
        {
            var door = doors[i / NotesOfUser];
            var session = await door.StartSessionAsync();
            Assert.True(await memories.KeepSummaryAsync(session.SessionId, 0, SessionMemory.None with { Summary = $"{NameOf(i)}: {TextOf(i)}" }, cancellationToken));

            var answered = await door.AskToEndAsync($"Tell me about {NameOf(i)}", session.SessionId);

            Assert.DoesNotContain(answered.Events, e => e.Type == SessionEventTypes.SuggestionChanged);
            Assert.All(answered.Suggestions, suggestion => Assert.Equal(SuggestionStatus.Ready, suggestion.Status));
        });

        var sent = Llm.Requests.Skip(before).ToList();
        Assert.Empty(Unread(sent));
        foreach (var secret in PoisonedNode.Secrets.Append(Secret))
            Assert.All(sent, request => Assert.DoesNotContain(secret, request.Body, StringComparison.OrdinalIgnoreCase));
        Assert.All(sent.SelectMany(request => request.Said).Select(said => said.Text).Where(text => text.StartsWith("<<<DATA", StringComparison.Ordinal)), data =>
        {
            Assert.Equal(3, data.Split('\n').Length);
            Assert.DoesNotContain(data.Split('\n')[1], c => c is '<' or '>' or '`' or '\r' or '\u2028' or '\u202e' or '\u200b');
        });
        Assert.False(node.WasCalled, "Somebody called the address that only payloads name.");
        foreach (var one in new[] { victim, own })
            Assert.Equal(SuggestionStatus.Rejected, (await one.Door.DecideAsync(one.Turn.SessionId, one.Suggestion, Decision.Rejected)).Status);
    }

    private int Count => node.Payloads.Count / Every;

    private static string NameOf(int number) => $"Quill{number}x";

    /// <summary>The payload as a model can have written it: a summary is no longer than an eighth of the window.</summary>
    private string TextOf(int number) => Start(node.Filled(number * Every).Replace('\0', '\uFFFD'), SummaryChars);

    private async Task<(HubDoor Door, TurnRef Turn, Guid Suggestion)> SuggestAsync(HubDoor door, string text)
    {
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("Here.");
        var asked = await door.AskAsync(text);
        return (door, asked.Turn, (await asked.Answer).Suggestions.Single().SuggestionId);
    }

    /// <summary>Has each person accept their share of suggestions with a payload in them.</summary>
    private async Task<List<HubDoor>> KeepNotesAsync(HubDoor first)
    {
        using var administrator = new HttpClient { BaseAddress = node.Address };
        administrator.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(Guid.NewGuid(), administrator: true));
        using var registered = await administrator.PutAsJsonAsync("/llm/schemas/note/", JsonElement.Parse(
            """{"description":"A note.","schema":{"type":"object","properties":{"title":{"type":"string"},"text":{"type":"string"}},"required":["title","text"]}}"""));
        Assert.True(registered.IsSuccessStatusCode, await registered.Content.ReadAsStringAsync());
        Llm.When(request => request.LastUserText.StartsWith("Note ", StringComparison.Ordinal)).Decides(Note);

        var doors = new List<HubDoor>();
        for (var begin = 0; begin < Count; begin += NotesOfUser)
        {
            var door = begin == 0 ? first : await OpenHubAsync();
            var answered = await door.AskToEndAsync($"Note {begin}");
            Assert.Equal(NotesOfUser, answered.Suggestions.Count);
            foreach (var suggestion in answered.Suggestions) await door.DecideAsync(answered.SessionId, suggestion.SuggestionId, Decision.Accepted);
            doors.Add(door);
        }

        return doors;
    }

    private Script Note(ReceivedRequest request)
    {
        if (request.Said[^1].Role == "tool") return new Script().ThenSays("Noted.");
        var begin = int.Parse(request.LastUserText["Note ".Length..], CultureInfo.InvariantCulture);
        return Enumerable.Range(begin, NotesOfUser).Aggregate(new Script(), (script, i) => script.ThenCalls(
            "suggest_note", JsonSerializer.Serialize(new { title = NameOf(i), text = $"{NameOf(i)} {Start(TextOf(i), NoteChars)}" }, Relaxed)));
    }

    /// <summary>Payloads that no model was told of by a summary, or by an example.</summary>
    private IEnumerable<string> Unread(List<ReceivedRequest> sent)
    {
        var turns = sent.ToLookup(ObedientModel.NameAskedFor);
        for (var i = 0; i < Count; i++)
        {
            var data = turns[NameOf(i)].SelectMany(request => request.Said).Select(said => said.Text).ToList();
            if (!Has(" summary\n", $"{NameOf(i)}: {Start(TextOf(i), 150)}")) yield return $"{i} in a summary: {TextOf(i)}";

            // Ids of blocks are handles here.
            if (!Has(" examples\n", $"{NameOf(i)} {Start(TextOf(i), 15)}")) yield return $"{i} in an example: {TextOf(i)}";

            bool Has(string part, string text) => data.Where(one => one.Contains(part, StringComparison.Ordinal)).SelectMany(ObedientModel.Texts)
                .Any(one => one.Contains(text, StringComparison.Ordinal));
        }
    }

    private static string Start(string text, int most) => text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];
}
