using System.Net;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.Hub.Tests.Journeys;

namespace Constellation.Realtime.Hub.Tests.Feedback;

public sealed class FeedbackTests(TestNode node) : FeedbackJourneyTests(node), IClassFixture<TestNode>
{
    [Fact]
    public async Task A_liked_reply_is_a_chat_line_with_what_was_said_before_and_without_who_said_it()
    {
        var door = await OpenHubAsync();
        var session = await door.StartSessionAsync("Mine");
        var word = Word();
        Llm.Says("First answer.");
        await door.AskToEndAsync($"First {word}, I am {door.UserId} or {door.UserId:N}, me.too@example.org", session.SessionId);
        Llm.Says("Second answer.");
        var answered = await door.AskToEndAsync("Second?", session.SessionId);
        await door.RateAsync(session.SessionId, answered.MessageId!.Value, Rating.Up, "private remark");

        var line = Assert.Single(await ChatAsync(word));

        Assert.Equal(["system", "user", "assistant", "user", "assistant"], Roles(line));
        Assert.Equal($"First {word}, I am [id] or [id], [email]", Content(line, 1));
        Assert.Equal(("First answer.", 0), (Content(line, 2), line.GetProperty("messages")[2].GetProperty("weight").GetInt32()));
        Assert.Equal(("Second answer.", false), (Content(line, 4), line.GetProperty("messages")[4].TryGetProperty("weight", out _)));
        Assert.DoesNotContain("private remark", line.GetRawText(), StringComparison.Ordinal);
        foreach (var id in (Guid[])[door.UserId, session.SessionId, answered.MessageId.Value, answered.TurnId])
            Assert.DoesNotContain(id.ToString(), line.GetRawText(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_accepted_suggestion_is_a_tool_call_and_one_from_a_fence_is_a_fence()
    {
        var door = await OpenHubAsync();
        var word = Word();
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There.");
        var called = await door.AskToEndAsync($"Fires {word}?");
        await door.DecideAsync(called.SessionId, called.Suggestions.Single().SuggestionId, Decision.Accepted);
        Llm.Says($"Here:\n```suggest pipeline\n{Suggested.Fires}\n```\n");
        var fenced = await door.AskToEndAsync($"Fires again {word}?");
        await door.DecideAsync(fenced.SessionId, fenced.Suggestions.Single().SuggestionId, Decision.Accepted);

        var lines = await ChatAsync(word);

        var call = lines.Single(line => line.TryGetProperty("tools", out _));
        Assert.Equal(["system", "user", "assistant", "tool", "assistant"], Roles(call));
        var function = call.GetProperty("messages")[2].GetProperty("tool_calls")[0].GetProperty("function");
        Assert.Equal(("suggest_pipeline", Suggested.Fires), (function.GetProperty("name").GetString(), function.GetProperty("arguments").GetString()));
        Assert.Equal("suggest_pipeline", call.GetProperty("tools")[0].GetProperty("function").GetProperty("name").GetString());
        var text = lines.Single(line => !line.TryGetProperty("tools", out _));
        Assert.Equal(["system", "user", "assistant"], Roles(text));
        Assert.EndsWith($"```suggest pipeline\n{Suggested.Fires}\n```", Content(text, 2), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_liked_is_no_chat_line()
    {
        var door = await OpenHubAsync();
        var word = Word();
        Llm.Says("Unrated.");
        await door.AskToEndAsync($"Unrated {word}?");
        Llm.Says("Bad.");
        var bad = await door.AskToEndAsync($"Bad {word}?");
        await door.RateAsync(bad.SessionId, bad.MessageId!.Value, Rating.Up);
        await door.RateAsync(bad.SessionId, bad.MessageId!.Value, Rating.Down);
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There.");
        var rejected = await door.AskToEndAsync($"Rejected {word}?");
        await door.DecideAsync(rejected.SessionId, rejected.Suggestions.Single().SuggestionId, Decision.Rejected);

        Assert.Empty(await ChatAsync(word));
    }

    [Fact]
    public async Task What_was_judged_can_be_read_liked_or_not_with_what_the_person_remarked()
    {
        var door = await OpenHubAsync();
        var word = Word();
        Llm.Says("Unrated.");
        var session = (await door.AskToEndAsync($"Unrated {word}?")).SessionId;
        Llm.Says("Bad.");
        var bad = await door.AskToEndAsync($"Bad {word}?", session);
        await door.RateAsync(session, bad.MessageId!.Value, Rating.Down, "not my river");
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There.");
        var rejected = await door.AskToEndAsync($"Rejected {word}?", session);
        await door.DecideAsync(session, rejected.Suggestions.Single().SuggestionId, Decision.Rejected, "too coarse");
        Llm.Says("Half").ThenFinishes("length");
        var failed = await door.AskToEndAsync($"Failed {word}?", session);
        await door.RateAsync(session, failed.MessageId!.Value, Rating.Down, "cut off");

        var lines = await JudgedAsync(word);

        Assert.Equal(["Bad.", "There.", "Half"], lines.Select(line => line.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()));
        Assert.Equal(
            [("down", "not my river"), (null, null), ("down", "cut off")],
            lines.Select(line => line.GetProperty("about").GetProperty("feedback")).Select(feedback => (TextOrNull(feedback, "rating"), TextOrNull(feedback, "comment"))));
        var suggestion = Assert.Single(lines[1].GetProperty("about").GetProperty("feedback").GetProperty("suggestions").EnumerateArray());
        Assert.Equal(("rejected", "too coarse"), (Text(suggestion, "decision"), Text(suggestion, "comment")));
        var call = lines[1].GetProperty("messages").EnumerateArray().Last(message => message.TryGetProperty("tool_calls", out _)).GetProperty("tool_calls")[0];
        Assert.Equal(Suggested.Fires, Text(call.GetProperty("function"), "arguments"));

        await door.EndAsync(session);
        Assert.Empty(await JudgedAsync(word));
    }

    [Fact]
    public async Task An_ended_session_is_in_no_export()
    {
        var door = await OpenHubAsync();
        var word = Word();
        Llm.Says("One.");
        var first = await door.AskToEndAsync($"Well {word}?");
        Llm.Says("Two.");
        var turn = await door.RegenerateAsync(TurnOf(first));
        await door.ReadTurnAsync(turn, turn.After).ToEndAsync();
        await door.RateAsync(first.SessionId, first.MessageId!.Value, Rating.Up);
        Assert.NotEmpty(await ChatAsync(word));
        Assert.NotEmpty(await PreferencesAsync(word));

        await door.EndAsync(first.SessionId);

        Assert.Empty(await ChatAsync(word));
        Assert.Empty(await PreferencesAsync(word));
    }

    [Fact]
    public async Task A_line_says_on_demand_what_the_answer_was_made_of_who_gave_it_and_what_was_thought_of_it()
    {
        var door = await OpenHubAsync();
        var word = Word();
        Llm.Answers(503);
        Llm.Calls("suggest_pipeline", Suggested.Unknown);
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There.").Costing(900, 30);
        var answered = await door.AskToEndAsync($"Map floods {word} with Sentinel-1 in Kenya");
        await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted, $"for {door.UserId}", JsonElement.Parse(Suggested.Edited));
        await door.RateAsync(answered.SessionId, answered.MessageId!.Value, Rating.Up, "I, me.too@example.org, like it");

        JsonElement about = default;
        await Wait.UntilAsync(async () =>
        {
            about = Assert.Single(await ChatAsync(word, "&ingredients=true")).GetProperty("about");
            return about.TryGetProperty("attempt", out var made) && made.GetProperty("others").GetInt32() == 3 && about.TryGetProperty("prompt", out _)
                && about.GetProperty("feedback").GetProperty("suggestions")[0].GetProperty("repaired").GetBoolean();
        });

        var prompt = about.GetProperty("prompt");
        Assert.Matches("^[0-9a-f]{12}$", Text(prompt, "template"));
        Assert.Equal(["Kenya", "Sentinel-1"], prompt.GetProperty("facts").EnumerateArray().Select(fact => fact.GetString()!.Split(": ")[1]).Order(StringComparer.Ordinal));
        Assert.InRange(prompt.GetProperty("found").GetArrayLength(), 1, 9);
        Assert.Contains("suggest_pipeline", prompt.GetProperty("tools").EnumerateArray().Select(tool => tool.GetString()));
        Assert.Equal((0, false, 1), (prompt.GetProperty("examples").GetInt32(), prompt.GetProperty("summary").GetBoolean(), prompt.GetProperty("messages").GetInt32()));
        var attempt = about.GetProperty("attempt");
        Assert.Equal(("openai", Llm.Model, 2, "answered"), (Text(attempt, "provider"), Text(attempt, "model"), attempt.GetProperty("round").GetInt32(), Text(attempt, "outcome")));
        Assert.Equal((900, 30), (attempt.GetProperty("input_tokens").GetInt32(), attempt.GetProperty("output_tokens").GetInt32()));
        var feedback = about.GetProperty("feedback");
        Assert.Equal(("up", "I, [email], like it"), (Text(feedback, "rating"), Text(feedback, "comment")));
        var suggestion = Assert.Single(feedback.GetProperty("suggestions").EnumerateArray());
        Assert.Equal(("pipeline", "accepted", "accepted", true), (Text(suggestion, "target"), Text(suggestion, "status"), Text(suggestion, "decision"), suggestion.GetProperty("edited").GetBoolean()));
        Assert.Equal("for [id]", Text(suggestion, "comment"));
        Assert.Equal((1, 1), (suggestion.GetProperty("attempt").GetProperty("round").GetInt32(), suggestion.GetProperty("attempt").GetProperty("number").GetInt32()));
        foreach (var text in (string[])[door.UserId.ToString(), answered.SessionId.ToString(), answered.TurnId.ToString(), "example.org"])
            Assert.DoesNotContain(text, about.GetRawText(), StringComparison.OrdinalIgnoreCase);

        var pairs = await PreferencesAsync(word, "&ingredients=true");
        Assert.NotEmpty(pairs);
        Assert.All(pairs, pair => Assert.Equal("openai", Text(pair.GetProperty("about").GetProperty("preferred_output").GetProperty("attempt"), "provider")));
        var bare = Assert.Single(await ChatAsync(word));
        Assert.False(bare.TryGetProperty("about", out _));
        Assert.DoesNotContain("like it", bare.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_longer_than_a_window_loses_whole_turns_from_its_beginning_and_never_the_system_text()
    {
        var door = await OpenHubAsync();
        var word = Word();
        Guid? session = null;
        Answered answered = null!;
        for (var i = 1; i <= 6; i++)
        {
            Llm.Says($"Answer {i}. {string.Concat(Enumerable.Repeat("Rivers rise and fall. ", 100))}");
            answered = await door.AskToEndAsync($"Question {i} {(i == 6 ? word : "")}?", session);
            session = answered.SessionId;
        }

        await door.RateAsync(session!.Value, answered.MessageId!.Value, Rating.Up);
        var whole = Assert.Single(await ChatAsync(word));
        var most = TokensOf(whole);

        var shorter = Assert.Single(await ChatAsync(word, $"&tokens={most - 300}"));
        var shortest = Assert.Single(await ChatAsync(word, $"&tokens={most - 2_600}"));
        var none = await ChatAsync(word, "&tokens=256");

        Assert.Equal(["system", .. Enumerable.Repeat<string[]>(["user", "assistant"], 6).SelectMany(one => one)], Roles(whole));
        Assert.Equal((Content(whole, 0), "Question 2 ?"), (Content(shorter, 0), Content(shorter, 1)));
        Assert.StartsWith("Answer 2.", Content(shorter, 2), StringComparison.Ordinal);
        Assert.Equal(["system", "user", "assistant"], Roles(shortest));
        Assert.Equal($"Question 6 {word}?", Content(shortest, 1));
        Assert.All((JsonElement[])[shorter, shortest], line => Assert.Equal(Content(whole, 12), line.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()));
        Assert.InRange(TokensOf(shorter), 1, most - 300);
        Assert.Empty(none);
    }

    [Fact]
    public async Task Since_leaves_out_what_happened_before()
    {
        var door = await OpenHubAsync();
        var word = Word();
        Llm.Says("One.");
        var answered = await door.AskToEndAsync($"Well {word}?");
        await door.RateAsync(answered.SessionId, answered.MessageId!.Value, Rating.Up);

        var between = DateTimeOffset.UtcNow;
        Llm.Says("Two.");
        var later = await door.AskToEndAsync("And?", answered.SessionId);
        await door.RateAsync(answered.SessionId, later.MessageId!.Value, Rating.Up);

        Assert.Equal(2, (await ChatAsync(word)).Count);
        Assert.Equal("Two.", Content(Assert.Single(await ChatAsync(word, $"&since={between:yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'}")), 4));
        Assert.NotEmpty(await ChatAsync(word, "&since=2020-01-01T00:00:00Z"));
        Assert.NotEmpty(await ChatAsync(word, "&since=2020-01-01T00:00:00.5%2B02:00"));
        Assert.Empty(await ChatAsync(word, $"&since={DateTimeOffset.UtcNow.AddMinutes(1):yyyy-MM-dd'T'HH:mm:ss'Z'}"));
    }

    [Fact]
    public async Task The_summary_counts_by_week_provider_and_target()
    {
        var door = await OpenHubAsync();
        var before = await SummaryAsync();
        Llm.Calls("suggest_pipeline", Suggested.Unknown);
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There.");
        var answered = await door.AskToEndAsync("Fires?");
        await door.DecideAsync(answered.SessionId, answered.Suggestions.Single().SuggestionId, Decision.Accepted);
        await door.RateAsync(answered.SessionId, answered.MessageId!.Value, Rating.Up);

        JsonElement after = default;
        await Wait.UntilAsync(async () => Count(after = await SummaryAsync(), "suggestions", "repaired") == Count(before, "suggestions", "repaired") + 1);

        var monday = DateOnly.FromDateTime(DateTime.UtcNow).AddDays(-(((int)DateTime.UtcNow.DayOfWeek + 6) % 7)).ToString("yyyy-MM-dd", null);
        foreach (var (list, name) in (ReadOnlySpan<(string, string)>)
            [("replies", "replies"), ("replies", "up"), ("suggestions", "ready"), ("suggestions", "invalid"), ("suggestions", "accepted")])
            Assert.Equal(Count(before, list, name) + 1, Count(after, list, name));
        var replies = after.GetProperty("replies").EnumerateArray().Last();
        Assert.Equal((monday, "openai", Llm.Model), (Text(replies, "week"), Text(replies, "provider"), Text(replies, "model")));
        var suggestions = after.GetProperty("suggestions").EnumerateArray().Last();
        Assert.Equal(("pipeline", "openai"), (Text(suggestions, "target"), Text(suggestions, "provider")));
        Assert.InRange(suggestions.GetProperty("accepted_rate").GetDouble(), 0.0001, 1);
    }

    [Theory]
    [InlineData("export/")]
    [InlineData("summary/")]
    public async Task Only_administrators_are_told_and_a_role_is_missed_before_a_mistake_is_named(string path)
    {
        var door = await OpenHubAsync();
        using var nobody = new HttpClient { BaseAddress = Node.Address };

        using var unauthenticated = await nobody.GetAsync(new Uri($"/llm/feedback/{path}?since=x", UriKind.Relative));
        using var forbidden = await door.Rest.SendAsync(HttpMethod.Get, $"/llm/feedback/{path}?since=x");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (unauthenticated.StatusCode, forbidden.StatusCode));
    }

    [Theory]
    [InlineData("export/?format=csv")]
    [InlineData("export/?format=1")]
    [InlineData("export/?format=chat&format=chat")]
    [InlineData("export/?since=yesterday")]
    [InlineData("export/?since=2026-05-01")]
    [InlineData("export/?since=2026-05-01T00:00:00")]
    [InlineData("export/?since=2026-05-01T00:00:00%2B0200")]
    [InlineData("export/?ingredients=yes")]
    [InlineData("export/?tokens=255")]
    [InlineData("export/?tokens=many")]
    [InlineData("export/?tokens=9999999999")]
    [InlineData("summary/?since=1")]
    public async Task What_is_no_format_or_time_is_refused(string path)
    {
        using var administrator = Administrator();
        using var answer = await administrator.GetAsync(new Uri($"/llm/feedback/{path}", UriKind.Relative));

        Assert.Equal("invalid_request", (await Assert.ThrowsAsync<RefusedCallException>(() => RestCalls.CheckAsync(answer))).Code);
    }
}
