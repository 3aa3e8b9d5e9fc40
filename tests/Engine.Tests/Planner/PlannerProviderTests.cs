using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Planner;
using Constellation.Realtime.Engine.Tests.Graph;

namespace Constellation.Realtime.Engine.Tests.Planner;

public sealed class PlannerProviderTests
{
    private const string Goal = "Map floods in Bangladesh with Sentinel-1";

    [Fact]
    public async Task It_looks_up_then_explains_and_suggests_then_closes()
    {
        var session = new PlannerSession(await Shipped.FeedAsync());

        var turn = await session.AskAsync(Goal);

        Assert.Equal([Finish.ToolCalls, Finish.ToolCalls, Finish.Stop], turn.Answers.Select(answer => answer.Finish));
        Assert.Equal(["find_pipelines"], turn.Answers[0].Calls.Select(call => call.Name));
        Assert.Equal(["suggest_pipeline"], turn.Answers[1].Calls.Select(call => call.Name));
        Assert.Contains("Sentinel-1 GRD", turn.Answers[1].Text, StringComparison.Ordinal);
        Assert.NotEmpty(turn.Answers[2].Text);
    }

    [Fact]
    public async Task An_explanation_names_alternatives_and_doubts()
    {
        var session = new PlannerSession(await Shipped.FeedAsync());

        var text = (await session.AskAsync(Goal)).Text;

        Assert.Matches("Alternatives:\n(- .+\n)*- Kuro Siwo FloodViT on Sentinel-1 GRD", text);
        Assert.Matches("What to know:\n- Today's runner cannot execute it", text);
    }

    [Fact]
    public async Task Called_off_it_gives_nothing_and_stops()
    {
        var session = new PlannerSession(await Shipped.FeedAsync()) { Stop = new CancellationToken(canceled: true) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.AskAsync(Goal));

        Assert.Single(session.Messages);
    }

    [Theory]
    [InlineData("why?")]
    [InlineData("what else is there?")]
    [InlineData("use another model")]
    public async Task Called_off_it_looks_for_no_paths(string text)
    {
        var catalogue = await Shipped.CatalogueAsync();
        var request = new Conversation(catalogue).Read([Goal, text], [], CancellationToken.None);

        var answering = () => new AnswerWriter(catalogue).Answer(request, new CancellationToken(canceled: true));

        Assert.Throws<OperationCanceledException>(answering);
    }

    [Fact]
    public async Task The_same_prompt_gives_the_same_pieces()
    {
        var feed = await Shipped.FeedAsync();

        var one = await new PlannerSession(feed).AskAsync(Goal);
        var other = await new PlannerSession(feed).AskAsync(Goal);

        Assert.Equal(one.Answers.SelectMany(answer => answer.Pieces), other.Answers.SelectMany(answer => answer.Pieces));
    }

    [Fact]
    public async Task A_reply_is_gone_on_with_wherever_it_was_cut()
    {
        var feed = await Shipped.FeedAsync();
        var whole = (await new PlannerSession(feed).AskAsync(Goal)).Text;

        for (var cut = 0; cut <= whole.Length; cut += 37)
        {
            var session = new PlannerSession(feed) { Begun = whole[..cut] };
            var turn = await session.AskAsync(Goal);
            Assert.Equal(whole, whole[..cut] + turn.Text);
        }
    }

    [Fact]
    public async Task A_reply_that_another_began_gets_a_new_paragraph()
    {
        var session = new PlannerSession(await Shipped.FeedAsync()) { Begun = "I think that" };

        var turn = await session.AskAsync(Goal);

        Assert.StartsWith("\n\nFor floods", turn.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("find_pipelines")]
    [InlineData("search_blocks")]
    [InlineData("suggest_pipeline")]
    [InlineData("find_pipelines", "search_blocks", "get_block", "suggest_pipeline")]
    public async Task It_copes_without_a_tool(params string[] without)
    {
        var session = new PlannerSession(await Shipped.FeedAsync(), without);

        var turn = await session.AskAsync(Goal);

        Assert.Equal(Finish.Stop, turn.Answers[^1].Finish);
        Assert.Contains("Sentinel-1 GRD", turn.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(turn.Answers.SelectMany(answer => answer.Calls), call => without.Contains(call.Name));
    }

    [Fact]
    public async Task A_refused_suggestion_is_followed_by_another_one_then_by_giving_up()
    {
        var session = new PlannerSession(await Shipped.FeedAsync());
        for (var i = 0; i < 5; i++)
            session.Verdicts.Enqueue("""{"status":"invalid","errors":[{"pointer":"/edges/0","code":"edge_unknown","message":"no"}]}""");

        var turn = await session.AskAsync(Goal);

        Assert.InRange(turn.Suggested.Count, 2, 3);
        Assert.Equal(turn.Suggested.Count, turn.Suggested.Select(payload => payload.ToString()).Distinct().Count());
        Assert.Contains("nothing is suggested", turn.Answers[^1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"status\":\"invalid\",\"errors\":[{\"pointer\":\"/edges/0\",\"message\":\"'Sentinel-2 L2A' can't feed 'Pangu-Weather'.\"}]}")]
    [InlineData("{\"status\":\"invalid\",\"next\":\"Correct what is named here, and nothing else, and suggest it again.\",\"errors\":[]}")]
    public async Task What_another_providers_candidate_was_told_is_no_goal(string told)
    {
        var session = new PlannerSession(await Shipped.FeedAsync());
        session.Messages.Add(new PromptMessage { Role = PromptRole.User, Text = Goal });
        session.Messages.Add(new PromptMessage { Role = PromptRole.Assistant, Text = "Here it is." });
        session.Messages.Add(new PromptMessage { Role = PromptRole.User, Text = told, IsCorrection = true });

        var turn = await session.GoOnAsync();

        Assert.Equal((await new PlannerSession(await Shipped.FeedAsync()).AskAsync(Goal)).Text, turn.Text);
        Assert.Single(turn.Suggested);
    }

    [Fact]
    public async Task After_anothers_refused_suggestion_it_explains_and_suggests_its_own()
    {
        var session = new PlannerSession(await Shipped.FeedAsync());
        session.Verdicts.Enqueue("""{"status":"invalid","errors":[{"pointer":"/edges/0","code":"illegal_pair","message":"no"}]}""");
        session.Messages.Add(new PromptMessage { Role = PromptRole.User, Text = Goal });
        session.Take(Said.Calling("call_1", "suggest_pipeline", "{}"));

        var turn = await session.GoOnAsync();

        Assert.Contains("I suggest Sentinel-1 GRD", turn.Text, StringComparison.Ordinal);
        Assert.Single(turn.Suggested);
    }

    [Fact]
    public async Task After_anothers_suggestion_that_was_taken_it_suggests_no_second_one()
    {
        var session = new PlannerSession(await Shipped.FeedAsync());
        session.Messages.Add(new PromptMessage { Role = PromptRole.User, Text = Goal });
        session.Take(Said.Calling("call_1", "suggest_edge", "{}"));

        var turn = await session.GoOnAsync();

        Assert.Empty(turn.Suggested);
        Assert.Contains("Accept it", turn.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_comes_word_by_word_and_words_are_counted_as_its_tokens()
    {
        var session = new PlannerSession(await Shipped.FeedAsync());

        var answer = (await session.AskAsync(Goal)).Answers[1];

        var words = answer.Pieces.OfType<Piece.Text>().Count();
        Assert.True(words > 20);
        Assert.Equal(words + 1, Assert.Single(answer.Pieces.OfType<Piece.Used>()).OutputTokens);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("hello")]
    [InlineData("I want to do something with satellites")]
    [InlineData("agriculture")]
    [InlineData("fire")]
    public async Task Too_little_is_answered_with_a_question_and_choices(string text)
    {
        var turn = await new PlannerSession(await Shipped.FeedAsync()).AskAsync(text);

        Assert.Empty(turn.Suggested);
        Assert.Contains("1. ", turn.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_choice_is_taken_by_its_number()
    {
        var feed = await Shipped.FeedAsync();
        var session = new PlannerSession(feed);
        var asked = await session.AskAsync("agriculture");
        Assert.Contains("1. crop types", asked.Text, StringComparison.Ordinal);

        var turn = await session.AskAsync("the first one");

        Assert.Contains("crop types", turn.Text, StringComparison.Ordinal);
        Assert.Single(turn.Suggested);
    }

    [Theory]
    [InlineData("Count penguins on sea ice", "wildlife")]
    [InlineData("Predict locust swarms in Kenya", "locusts")]
    [InlineData("Map groundwater depletion", "groundwater")]
    [InlineData("Write me a poem about the moon", "Earth-observation")]
    [InlineData("Map oil spills with lidar", "lidar")]
    public async Task Where_nothing_fits_it_says_so_and_suggests_nothing(string text, string word)
    {
        var turn = await new PlannerSession(await Shipped.FeedAsync()).AskAsync(text);

        Assert.Empty(turn.Suggested);
        Assert.Contains(word, turn.Text, StringComparison.Ordinal);
    }
}
