using System.Net;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.Hub.Wire;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class ExportingTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Fact]
    public async Task As_JSON_it_has_every_message_and_suggestion_as_history_has_them_also_once_ended()
    {
        var (door, asked, answered) = await TalkAsync();
        await door.EndAsync(asked);

        var (type, name, text) = await ExportAsync(door, asked, "json");

        var json = JsonElement.Parse(text);
        Assert.Equal(("application/json", "Fires.json"), (type, name));
        Assert.Equal(await door.Rest.FindAsync(asked), json.GetProperty("session").Deserialize<Session>(WireJson.Rest));
        var messages = json.GetProperty("messages").EnumerateArray().ToList();
        var told = messages.Select(one => Without(one, "suggestions").Deserialize<Message>(WireJson.Rest));
        Assert.Equal(await door.Rest.HistoryAsync(asked), told);
        var suggestion = Assert.Single(messages[1].GetProperty("suggestions").EnumerateArray());
        Assert.Equal(Suggested.Fires, suggestion.GetProperty("payload").GetRawText());
        Assert.Equal(answered.Suggestions.Single().SuggestionId, suggestion.GetProperty("suggestion_id").GetGuid());
    }

    [Fact]
    public async Task As_Markdown_it_can_be_read_and_no_line_of_the_person_becomes_a_heading()
    {
        var (door, asked, answered) = await TalkAsync();
        await door.RateAsync(asked, answered.MessageId!.Value, Rating.Up);

        var (type, name, text) = await ExportAsync(door, asked, "markdown");

        Assert.Equal(("text/markdown", "Fires.md"), (type, name));
        var headings = text.Split('\n').Where(line => line.StartsWith('#')).ToList();
        Assert.Equal(6, headings.Count);
        Assert.Equal("# Fires", headings[0]);
        Assert.Contains("> # Fires?\n>\n> ## All of them", text, StringComparison.Ordinal);
        Assert.EndsWith("(rated up)", headings[2], StringComparison.Ordinal);
        Assert.Equal("### Suggestion for pipeline: Fires (ready)", headings[3]);
        Assert.Contains("\nThere, **all** of them.\n", text, StringComparison.Ordinal);
        var payload = text.Split("```json\n")[1].Split("\n```\n")[0];
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(Suggested.Fires), JsonElement.Parse(payload)));
    }

    [Theory]
    [InlineData("Run this:\n```python\nprint(1)", "Run this:\n```python\nprint(1)\n```\n")]
    [InlineData("Run this:\n  ~~~~\n~~~\n```", "Run this:\n  ~~~~\n~~~\n```\n~~~~\n")]
    [InlineData("Run this:\n```\n``` not yet\n````\nThen `ls`.", "Run this:\n```\n``` not yet\n````\nThen `ls`.\n")]
    [InlineData("No ```block``` here.", "No ```block``` here.\n")]
    public async Task As_Markdown_a_block_of_code_that_a_reply_left_open_does_not_take_in_what_follows(string reply, string written)
    {
        Llm.Says(reply);
        Llm.Says("Yes.");
        var door = await OpenHubAsync();
        var session = await door.StartSessionAsync("Code");
        await door.AskToEndAsync("How?", session.SessionId);
        await door.AskToEndAsync("Really?", session.SessionId);

        var (_, _, text) = await ExportAsync(door, session.SessionId, "markdown");

        Assert.Contains($"\n\n{written}\n## You, ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_session_comes_whole()
    {
        var door = await OpenHubAsync();
        var session = await door.StartSessionAsync("Long");
        for (var i = 0; i < 55; i++)
        {
            Llm.Says($"a{i}");
            await door.AskToEndAsync($"q{i}", session.SessionId);
        }

        var (_, _, text) = await ExportAsync(door, session.SessionId, "json");

        var contents = JsonElement.Parse(text).GetProperty("messages").EnumerateArray().Select(one => one.GetProperty("content").GetString());
        Assert.Equal(Enumerable.Range(0, 110).Select(i => $"{(i % 2 == 0 ? 'q' : 'a')}{i / 2}"), contents);
    }

    [Fact]
    public async Task The_files_name_is_the_title_without_what_no_file_may_be_called()
    {
        var door = await OpenHubAsync();
        var session = await door.StartSessionAsync("Été/2026: \"..\\fires\"?");

        var (_, name, _) = await ExportAsync(door, session.SessionId, "markdown");

        Assert.Equal("Été-2026- -..-fires--.md", name);
    }

    [Fact]
    public async Task Somebody_elses_session_is_not_exported()
    {
        var (_, asked, _) = await TalkAsync();
        var stranger = await OpenHubAsync();

        using var answer = await stranger.Rest.SendAsync(HttpMethod.Get, $"/llm/chat/{asked}/export/?format=json");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<(HubDoor Door, Guid SessionId, Answered Answered)> TalkAsync()
    {
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There, **all** of them.");
        Llm.Says("Yes.");
        var door = await OpenHubAsync();
        var session = await door.StartSessionAsync("Fires");
        var answered = await door.AskToEndAsync("# Fires?\n\n## All of them", session.SessionId);
        await door.AskToEndAsync("Really?", session.SessionId);
        return (door, session.SessionId, answered);
    }

    private static async Task<(string? Type, string? Name, string Text)> ExportAsync(Door door, Guid sessionId, string format)
    {
        using var answer = await door.Rest.SendAsync(HttpMethod.Get, $"/llm/chat/{sessionId}/export/?format={format}");
        await RestCalls.CheckAsync(answer);
        return (answer.Content.Headers.ContentType?.MediaType, answer.Content.Headers.ContentDisposition?.FileNameStar, await answer.Content.ReadAsStringAsync());
    }

    private static JsonElement Without(JsonElement json, string member) =>
        JsonSerializer.SerializeToElement(json.EnumerateObject().Where(one => one.Name != member).ToDictionary(one => one.Name, one => one.Value));
}
