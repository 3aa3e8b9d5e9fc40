using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class SuggestingTests(TestNode node) : JourneyTests(node), IClassFixture<TestNode>
{
    [Theory, EveryDoor]
    public async Task A_tool_that_the_model_uses_is_shown_and_its_result_goes_back(DoorKind kind)
    {
        var number = Llm.Requests.Count + 1;
        Llm.Says("Let me look. ").ThenCalls("search_blocks", """{"query":"fire","limit":3}""", splitInto: 4).Costing(10, 1);
        Llm.Says("Found it.").Costing(20, 2);
        var door = await OpenAsync(kind);

        var asked = await door.AskAsync("Fires?");
        var answered = await asked.Answer;

        var started = Assert.Single(answered.Events, e => e.Type == SessionEventTypes.ToolStarted).Tool!;
        var finished = Assert.Single(answered.Events, e => e.Type == SessionEventTypes.ToolFinished).Tool!;
        var told = (await Llm.WaitForRequestAsync(number + 1)).Messages[^1];
        var usage = answered.Events[^1].Usage!;
        Assert.Equal(("search_blocks", started.CallId, (int?)null), (started.Name, finished.CallId, started.DurationMs));
        Assert.NotEmpty(finished.Summary!);
        Assert.True(finished.DurationMs >= 0);
        Assert.Equal("tool", told.GetProperty("role").GetString());
        Assert.Contains("fire", told.GetProperty("content").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("Let me look. Found it.", answered.Text);
        Assert.Equal((30, 3), (usage.InputTokens, usage.OutputTokens));
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task A_pipeline_by_tool_call_is_checked_and_shown(DoorKind kind)
    {
        Llm.Says("Take this. ").ThenCalls("suggest_pipeline", Suggested.Fires, splitInto: 7);
        Llm.Says("There it is.");
        var door = await OpenAsync(kind);

        var asked = await door.AskAsync("Fires?");
        var answered = await asked.Answer;

        AssertFires(Assert.Single(answered.Suggestions), asked.Turn);
        Assert.Equal("Take this. There it is.", answered.Text);
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task A_suggestion_that_is_made_again_after_it_was_decided_on_stays_decided(DoorKind kind)
    {
        Llm.Says("Take this. ").ThenCalls("suggest_pipeline", Suggested.Fires);
        Llm.Waits().ThenCalls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There it is.");
        var door = await OpenAsync(kind);
        var asked = await door.AskAsync("Fires?");
        var ready = (await door.ReadTurnAsync(asked.Turn, asked.Turn.After).UntilAsync(e => e.Type == SessionEventTypes.SuggestionReady))[^1].Suggestion!;
        await door.DecideAsync(ready.SessionId!.Value, ready.SuggestionId, Decision.Accepted);
        Llm.GoesOn();

        await asked.Answer;

        var read = await door.ReadTurnAsync(asked.Turn, asked.Turn.After).ToEndAsync();
        var shown = read.Where(e => e.Type == SessionEventTypes.SuggestionReady).Select(e => (e.Suggestion!.SuggestionId, e.Suggestion.Status));
        Assert.Equal((ready.SuggestionId, SuggestionStatus.Accepted), shown.Last());
    }

    [Theory, EveryDoor]
    public async Task A_pipeline_in_a_fenced_block_is_shown_as_a_suggestion_and_never_as_text(DoorKind kind)
    {
        var block = $"```suggest pipeline\n{Suggested.Fires}\n```\n";
        Llm.Says("Take this.\n", block[..5], block[5..9], block[9..40], block[40..], "There it is.");
        var door = await OpenAsync(kind);

        var asked = await door.AskAsync("Fires?");
        var answered = await asked.Answer;

        AssertFires(Assert.Single(answered.Suggestions), asked.Turn);
        Assert.Equal("Take this.\nThere it is.", answered.Text);
        Assert.All(answered.Events.Where(e => e.Text is not null), e => Assert.DoesNotContain("`", e.Text!, StringComparison.Ordinal));
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task A_fenced_block_that_is_never_closed_ends_with_the_reply(DoorKind kind)
    {
        Llm.Says("Take this.\n", "```suggest pipeline\n", Suggested.Fires);
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Fires?");

        Assert.Single(answered.Suggestions);
        Assert.Equal("Take this.\n", answered.Text);
    }

    [Theory, EveryDoor]
    public async Task What_does_not_pass_goes_back_to_the_model_with_its_errors(DoorKind kind)
    {
        var number = Llm.Requests.Count + 1;
        Llm.Calls("suggest_pipeline", Suggested.Unknown);
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There it is.");
        var door = await OpenAsync(kind);

        var asked = await door.AskAsync("Fires?");
        var answered = await asked.Answer;

        var invalid = Assert.Single(answered.Events, e => e.Type == SessionEventTypes.SuggestionInvalid);
        var told = (await Llm.WaitForRequestAsync(number + 1)).Messages[^1].GetProperty("content").GetString();
        Assert.Equal((1, true), (invalid.Attempt, invalid.WillRetry));
        Assert.All(invalid.Errors!, error => Assert.Contains(error.Pointer, told, StringComparison.Ordinal));
        Assert.Contains(invalid.Errors!, error => error.Pointer.StartsWith("/blocks/1", StringComparison.Ordinal));
        AssertFires(Assert.Single(answered.Suggestions), asked.Turn);
        await AssertFoldLawAsync(door, asked.Turn, answered.Events);
    }

    [Theory, EveryDoor]
    public async Task A_reply_that_was_cut_by_its_length_suggests_nothing_however_whole_it_looks(DoorKind kind)
    {
        Llm.Says("Take this.\n", $"```suggest pipeline\n{Suggested.Fires}\n```\n").ThenFinishes("length");
        Llm.Calls("suggest_pipeline", Suggested.Fires).ThenFinishes("length");
        Llm.Says("I can't.");
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Fires?");

        var invalid = answered.Events.Where(e => e.Type == SessionEventTypes.SuggestionInvalid).ToArray();
        Assert.Equal(2, invalid.Length);
        Assert.All(invalid, e => Assert.Equal("cut_short", Assert.Single(e.Errors!).Code));
        Assert.Empty(answered.Suggestions);
    }

    [Theory, EveryDoor]
    public async Task A_model_that_keeps_suggesting_what_does_not_pass_is_asked_twice(DoorKind kind)
    {
        var before = Llm.Requests.Count;
        Llm.Calls("suggest_pipeline", Suggested.Unknown);
        Llm.Calls("suggest_pipeline", Suggested.Backwards);
        Llm.Calls("suggest_pipeline", """{"name":""}""");
        Llm.Says("I can't.");
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Fires?");

        var invalid = answered.Events.Where(e => e.Type == SessionEventTypes.SuggestionInvalid);
        Assert.Equal([(1, true), (2, true), (3, false)], invalid.Select(e => (e.Attempt!.Value, e.WillRetry!.Value)));
        Assert.Equal((SessionEventTypes.TurnCompleted, "I can't."), (answered.Ending, answered.Text));
        Assert.Empty(answered.Suggestions);
        Assert.Equal(before + 4, Llm.Requests.Count);
    }

    [Theory, EveryDoor]
    public async Task The_same_candidate_again_is_told_and_not_asked_for_again(DoorKind kind)
    {
        Llm.Calls("suggest_pipeline", Suggested.Unknown);
        Llm.Calls("suggest_pipeline", Suggested.Unknown);
        Llm.Says("I can't.");
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Fires?");

        var invalid = answered.Events.Where(e => e.Type == SessionEventTypes.SuggestionInvalid);
        Assert.Equal([(1, true), (2, false)], invalid.Select(e => (e.Attempt!.Value, e.WillRetry!.Value)));
        Assert.Empty(answered.Suggestions);
    }

    [Theory, EveryDoor]
    public async Task A_stubborn_fenced_block_ends_without_text_as_failed(DoorKind kind)
    {
        var before = Llm.Requests.Count;
        Llm.Says("```suggest pipeline\n", """{"name":"a"}""", "\n```");
        Llm.Says("```suggest pipeline\n", """{"name":1}""", "\n```");
        Llm.Says("```suggest pipeline\n", """{"name":"a","blocks":[]}""", "\n```");
        Llm.Says("```suggest pipeline\n", """{"name":"b","blocks":[]}""", "\n```");
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Fires?");

        var invalid = answered.Events.Where(e => e.Type == SessionEventTypes.SuggestionInvalid);
        Assert.Equal([true, true, false, false], invalid.Select(e => e.WillRetry!.Value));
        Assert.Equal((SessionEventTypes.TurnFailed, "llm_unavailable", ""), (answered.Ending, answered.Code, answered.Text));
        Assert.Equal(before + 4, Llm.Requests.Count);
    }

    [Theory, EveryDoor]
    public async Task Another_candidate_with_the_same_errors_is_told_and_the_model_is_asked_for_words(DoorKind kind)
    {
        var before = Llm.Requests.Count;
        Llm.Says("Take this.\n", "```suggest pipeline\n", """{"name":"a"}""", "\n```");
        Llm.Says("Then this.\n", "```suggest pipeline\n", """{"name":"b"}""", "\n```");
        Llm.Says("I can't.");
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Fires?");

        var invalid = answered.Events.Where(e => e.Type == SessionEventTypes.SuggestionInvalid);
        Assert.Equal([(1, true), (2, false)], invalid.Select(e => (e.Attempt!.Value, e.WillRetry!.Value)));
        Assert.Equal((SessionEventTypes.TurnCompleted, "Take this.\nThen this.\nI can't."), (answered.Ending, answered.Text));
        Assert.Equal(before + 3, Llm.Requests.Count);
        Assert.False(Llm.Requests[^1].MayCall);
        Assert.Contains("Tell the person", Llm.Requests[^1].LastUserText, StringComparison.Ordinal);
    }

    [Theory, EveryDoor]
    public async Task Two_candidates_of_one_answer_are_one_correction(DoorKind kind)
    {
        Llm.Calls("suggest_pipeline", Suggested.Unknown).ThenCalls("suggest_block", "{}");
        Llm.Calls("suggest_pipeline", Suggested.Backwards).ThenCalls("suggest_block", """{"block_type":"model"}""");
        Llm.Calls("suggest_pipeline", Suggested.Fires).ThenCalls("suggest_block", """{"block_type":"model","name":"Smoke"}""");
        Llm.Says("There they are.");
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Fires?");

        Assert.Equal([true, true, true, true], answered.Events.Where(e => e.Type == SessionEventTypes.SuggestionInvalid).Select(e => e.WillRetry!.Value));
        Assert.Equal(["pipeline", "block"], answered.Suggestions.Select(suggestion => suggestion.Target));
    }

    [Theory, EveryDoor]
    public async Task A_model_that_suggests_although_it_was_asked_for_words_is_not_asked_again(DoorKind kind)
    {
        var before = Llm.Requests.Count;
        for (var i = 0; i < 5; i++) Llm.Calls("suggest_pipeline", Suggested.Unknown);
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Fires?");

        Assert.Equal([true, false, false], answered.Events.Where(e => e.Type == SessionEventTypes.SuggestionInvalid).Select(e => e.WillRetry!.Value));
        Assert.Equal((SessionEventTypes.TurnFailed, "llm_unavailable"), (answered.Ending, answered.Code));
        Assert.Equal(before + 3, Llm.Requests.Count);
    }

    [Theory, EveryDoor]
    public async Task A_candidate_for_a_target_that_is_none_is_told_the_nearest_and_keeps_its_id_when_it_is_corrected(DoorKind kind)
    {
        var number = Llm.Requests.Count + 1;
        Llm.Calls("suggest_pipelines", Suggested.Fires);
        Llm.Calls("suggest_edge", Suggested.Fires);
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There it is.");
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Fires?");

        Assert.Equal("unknown_target", Assert.Single(answered.Events.First(e => e.Type == SessionEventTypes.SuggestionInvalid).Errors!).Code);
        Assert.Contains("Is 'pipeline' meant?", await ToldAsync(number + 1), StringComparison.Ordinal);
        Assert.Contains("It would pass for the target 'pipeline'.", await ToldAsync(number + 2), StringComparison.Ordinal);
        Assert.Equal("pipeline", Assert.Single(answered.Suggestions).Target);
    }

    [Theory, EveryDoor]
    public async Task Blocks_reach_the_model_as_handles_and_the_person_as_full_ids(DoorKind kind)
    {
        string[] handles = [];
        Llm.Calls("find_pipelines", """{"goal":"burn scars from HLS","limit":1}""");
        Llm.Decides(request =>
        {
            var pipeline = JsonElement.Parse(request.Messages[^1].GetProperty("content").GetString()!).GetProperty("pipelines")[0];
            handles = [.. pipeline.GetProperty("blocks").EnumerateArray().Select(block => block.GetProperty("block_id").GetString()!)];
            return new Script().ThenCalls("suggest_pipeline", Suggested.Of(handles), splitInto: 40);
        });
        Llm.Says("There it is.");
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Burn scars?");

        var suggestion = Assert.Single(answered.Suggestions);
        string[] ids = [.. suggestion.Graph!.Blocks.Select(block => block.BlockId.ToString())];
        var drafts = answered.Events.Where(e => e.Type == SessionEventTypes.SuggestionDraft).Select(e => e.Suggestion!.Payload.GetRawText()).ToArray();
        Assert.Equal(3, handles.Length);
        Assert.All(handles, handle => Assert.Matches("^b-[0-9a-z]{6}$", handle));
        Assert.Equal(Suggested.Of(ids), suggestion.Payload.GetRawText());
        Assert.NotEmpty(drafts);
        Assert.All(drafts, draft => Assert.DoesNotContain("\"b-", draft, StringComparison.Ordinal));
    }

    [Theory, EveryDoor]
    public async Task A_handle_that_no_tool_gave_out_in_this_session_goes_back_with_the_nearest_one(DoorKind kind)
    {
        var number = Llm.Requests.Count + 1;
        string[] handles = [];
        Llm.Calls("find_pipelines", """{"goal":"burn scars from HLS","limit":1}""");
        Llm.Decides(request =>
        {
            var pipeline = JsonElement.Parse(request.Messages[^1].GetProperty("content").GetString()!).GetProperty("pipelines")[0];
            handles = [.. pipeline.GetProperty("blocks").EnumerateArray().Select(block => block.GetProperty("block_id").GetString()!)];
            return new Script().ThenCalls("suggest_pipeline", Suggested.Of([handles[0], handles[1][..^1] + (handles[1][^1] == 'z' ? 'y' : 'z'), handles[2]]));
        });
        Llm.Decides(_ => new Script().ThenCalls("suggest_pipeline", Suggested.Of(handles)));
        Llm.Says("There it is.");
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Burn scars?");

        Assert.Contains($"Its block_id is {handles[1]}.", await ToldAsync(number + 2), StringComparison.Ordinal);
        Assert.Contains(answered.Events.Single(e => e.Type == SessionEventTypes.SuggestionInvalid).Errors!, error => (error.Pointer, error.Code) == ("/blocks/1", "format"));
        Assert.Single(answered.Suggestions);
    }

    [Theory, EveryDoor]
    public async Task What_had_to_be_repaired_is_noted_without_what_it_says(DoorKind kind)
    {
        Llm.Calls("suggest_pipeline", $"{Suggested.Fires[..^1]}, // See\n}}");
        Llm.Says("There it is.");
        Llm.Calls("suggest_pipeline", Suggested.Fires);
        Llm.Says("There it is again.");
        var door = await OpenAsync(kind);

        var mended = await door.AskAsync("Fires?");
        await mended.Answer;
        var plain = await door.AskAsync("More fires?");
        await plain.Answer;

        var note = Assert.Single(Node.Logged.Notes, note => note.Contains(mended.Turn.TurnId.ToString(), StringComparison.Ordinal) && note.Contains("repaired", StringComparison.Ordinal));
        Assert.Contains("for pipeline passed once it was repaired: comment, trailing_comma", note, StringComparison.Ordinal);
        Assert.DoesNotContain("Fires", note, StringComparison.Ordinal);
        Assert.DoesNotContain(Node.Logged.Notes, note => note.Contains(plain.Turn.TurnId.ToString(), StringComparison.Ordinal) && note.Contains("repaired", StringComparison.Ordinal));
    }

    [Theory, EveryDoor]
    public async Task A_suggestion_alone_is_a_whole_reply(DoorKind kind)
    {
        Llm.Says("```suggest pipeline\n", Suggested.Fires, "\n```");
        var door = await OpenAsync(kind);

        var answered = await door.AskToEndAsync("Fires?");

        Assert.Equal((SessionEventTypes.TurnCompleted, ""), (answered.Ending, answered.Text));
        Assert.Single(answered.Suggestions);
    }

    private async Task<string> ToldAsync(int number) => (await Llm.WaitForRequestAsync(number)).Messages[^1].GetProperty("content").GetString()!;

    private static void AssertFires(Suggestion suggestion, TurnRef turn)
    {
        Assert.Equal((turn.SessionId, turn.TurnId), (suggestion.SessionId!.Value, suggestion.TurnId!.Value));
        Assert.Equal(("pipeline", "Fires", SuggestionStatus.Ready), (suggestion.Target, suggestion.Title, suggestion.Status));
        Assert.Equal(Suggested.Fires, suggestion.Payload.GetRawText());
        Assert.Equal(["dataset", "model", "exports"], suggestion.Graph!.Blocks.Select(block => block.BlockType));
        Assert.Equal(2, suggestion.Graph.Edges.Count);
        Assert.NotNull(suggestion.Runnable);
        Assert.NotNull(suggestion.Warnings);
    }
}
