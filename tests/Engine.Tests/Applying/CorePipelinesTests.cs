using System.Text.Json.Nodes;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.CoreStandIn;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Tests.Suggestions;
using static Constellation.Realtime.Engine.Tests.Suggestions.SmallCatalogue;

namespace Constellation.Realtime.Engine.Tests.Applying;

public sealed class CorePipelinesTests(SqliteTestDatabase database) : ApplyingTests(database), IClassFixture<SqliteTestDatabase>
{
    private const string Make = "POST /pipelines/with-dependencies/";
    private const string Verify = "POST /pipelines/verify/";
    private const string Remove = "DELETE /pipelines/";
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);

    [Fact]
    public async Task A_pipeline_is_made_in_one_call_found_by_its_name_among_many_and_verified()
    {
        Core.Put(Core.Blocks, pipelines: Enumerable.Range(0, 250).Select(i => new CorePipeline(Some.Id(), $"Other {i}", null, Some.Id())));
        var application = await AcceptedAsync("pipeline", Chain);

        var attempted = await Pipelines().ApplyAsync(application, None);

        var made = Core.Pipelines.Single(pipeline => pipeline.Name == "Some pipeline");
        Assert.Equal(
            new Attempted.Applied(new ApplyResult { Api = "core", Id = made.PipelineId.ToString(), Message = "Pipeline verified successfully." }), attempted);
        Assert.Equal(application.Now.UserId, made.UserId);
        Assert.Equal([Photos.BlockId, Fire.BlockId, S3.BlockId], made.BlockIds);
        Assert.Equal((1, 1, 0), (CallsOf(Make), CallsOf(Verify), CallsOf(Remove)));
        Assert.All(Core.Calls, call => Assert.Contains($"user_id={application.Now.UserId}", call.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Edges_go_in_the_order_of_the_flow_and_blocks_by_name()
    {
        var application = await AcceptedAsync("pipeline", SuggestionTexts.Pipeline([S3, Encoder, Crops, Sentinel2A], (Encoder, S3), (Crops, S3), (Sentinel2A, Encoder), (Sentinel2A, Crops)));

        var attempted = await Pipelines().ApplyAsync(application, None);

        Assert.IsType<Attempted.Applied>(attempted);
        var body = JsonNode.Parse(Core.Calls.Single(call => call.Route == Make).Body)!;
        Assert.Equal(Sentinel2A.BlockId.ToString(), (string?)body["edges"]![0]!["source_block_id"]);
        Assert.Equal(["source_block_id", "target_block_id"], body["edges"]![0]!.AsObject().Select(member => member.Key));
        Assert.Equal(Sentinel2A.Name, (string?)body["blocks"]![0]!["name"]);
        Assert.Equal(["Sentinel-2A tiles", "Encoder", "Crop segmenter", "export-to-S3"], body["blocks"]!.AsArray().Select(block => (string?)block!["name"]));
    }

    [Fact]
    public async Task Where_Core_knows_the_blocks_by_other_ids_their_names_join_them()
    {
        Core.Put(Snapshot.Blocks.Select(block => Row(block) with { BlockId = Some.Id() }));
        var application = await AcceptedAsync("pipeline", Chain);

        var attempted = await Pipelines().ApplyAsync(application, None);

        Assert.IsType<Attempted.Applied>(attempted);
        Assert.Equal(["Photos", "Fire classifier", "export-to-S3"], Core.Pipelines.Single().BlockIds.Select(id => Core.Blocks.Single(block => block.BlockId == id).Name));
        Assert.Equal(Snapshot.Blocks.Count, Core.Blocks.Count);
    }

    [Fact]
    public async Task Blocks_that_Core_lacks_are_made_first_with_their_files()
    {
        Core.Put([Row(S3)]);
        var application = await AcceptedAsync("pipeline", Chain);

        var attempted = await Pipelines().ApplyAsync(application, None);

        Assert.IsType<Attempted.Applied>(attempted);
        Assert.Equal(("Photos", "drive-1"), (Core.Blocks[1].Name, Core.Blocks[1].Filepath));
        Assert.Equal(3, Core.Blocks.Count);
        Assert.Equal(["POST /blocks/", "POST /blocks/", Make], Core.Calls.Select(call => call.Route).Where(route => route is "POST /blocks/" or Make));
    }

    [Fact]
    public async Task A_block_of_another_kind_by_the_same_name_is_no_such_block()
    {
        Core.Put(Snapshot.Blocks.Select(block => Row(block) with { BlockId = Some.Id(), BlockType = "model" }));
        var application = await AcceptedAsync("pipeline", Chain);

        var failed = await FailedAsync(application);

        Assert.Equal(ErrorCodes.TargetRefused, failed.Code);
        Assert.Contains("'Photos' is of the kind model", failed.Message, StringComparison.Ordinal);
        Assert.Empty(Core.Pipelines);
    }

    [Fact]
    public async Task A_name_that_Core_has_already_is_a_conflict_and_what_is_there_stays_as_it_is()
    {
        var application = await AcceptedAsync("pipeline", Chain);
        Core.Add(new CorePipeline(Some.Id(), "Some pipeline", null, application.Now.UserId));

        var failed = await FailedAsync(application);

        Assert.Equal(ErrorCodes.Conflict, failed.Code);
        Assert.Single(Core.Pipelines);
        Assert.Equal((0, 0), (CallsOf(Make), CallsOf(Remove)));
    }

    [Fact]
    public async Task What_Core_refuses_is_told_in_its_own_words()
    {
        Core.Profiles = new HashSet<Guid>();
        var application = await AcceptedAsync("pipeline", Chain);

        var failed = await FailedAsync(application);

        Assert.Equal((ErrorCodes.TargetRefused, "Core refused the pipeline: “Failed to create pipeline with dependencies.”. It was not made."), (failed.Code, failed.Message));
        Assert.Empty(Core.Pipelines);
    }

    [Fact]
    public async Task What_Core_does_not_verify_is_removed_again_and_nothing_else_with_it()
    {
        var application = await AcceptedAsync("pipeline", FanIn);

        var failed = await FailedAsync(application);

        Assert.Equal(ErrorCodes.TargetRefused, failed.Code);
        Assert.StartsWith("Core made the pipeline and did not verify it: “Pipeline verification failed.”. It was removed again.", failed.Message, StringComparison.Ordinal);
        Assert.Contains("can't be reached", failed.Message, StringComparison.Ordinal);
        Assert.Empty(Core.Pipelines);
        Assert.Equal(Snapshot.Blocks.Count, Core.Blocks.Count);
        Assert.Equal((1, 0), (CallsOf(Remove), CallsOf("DELETE /pipelines/with-dependencies/")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Rows_that_come_in_another_order_are_given_another_try(int times)
    {
        Core.VerifiesBackwards = times;
        var application = await AcceptedAsync("pipeline", Chain);

        Assert.IsType<Attempted.Applied>(await Pipelines().ApplyAsync(application, None));
        Assert.Equal(times + 1, CallsOf(Verify));
    }

    public static TheoryData<string> LostAnswers => ["dies", "fails", "is slow"];

    [Theory, MemberData(nameof(LostAnswers))]
    public async Task Core_that_made_it_and_gave_no_answer_is_asked_whether_it_is_there_and_makes_no_second_one(string how)
    {
        var application = await AcceptedAsync("pipeline", Chain);
        Core.Troubles(Make, how switch { "dies" => new Trouble.DiesAfter(1), "fails" => new Trouble.FailsAfter(1), _ => new Trouble.WaitsAfter(1) });

        var first = await Pipelines(how == "is slow" ? Short : null).ApplyAsync(application, None);
        var second = await Pipelines().ApplyAsync(await TakenOverAsync(application), None);

        Assert.IsType<Attempted.Later>(first);
        Assert.Equal(Core.Pipelines.Single().PipelineId.ToString(), Assert.IsType<Attempted.Applied>(second).Result.Id);
        Assert.Equal(1, CallsOf(Make));
    }

    [Fact]
    public async Task A_pipeline_made_without_an_answer_is_not_said_to_be_missing_though_one_of_its_blocks_is_gone()
    {
        var application = await AcceptedAsync("pipeline", Chain);
        Core.Troubles(Make, new Trouble.DiesAfter(1));
        Assert.IsType<Attempted.Later>(await Pipelines().ApplyAsync(application, None));
        Core.Put(Core.Blocks.Where(block => block.Name != Fire.Name), Core.Edges, Core.Pipelines);

        var failed = await FailedAsync(application);

        Assert.Equal(ErrorCodes.OutcomeUnknown, failed.Code);
        Assert.Contains($"no block '{Fire.Name}'", failed.Message, StringComparison.Ordinal);
        Assert.Contains("may be there as 'Some pipeline'", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_no_to_a_second_request_does_not_say_that_the_first_made_nothing()
    {
        var application = await AcceptedAsync("pipeline", Chain);
        Core.Troubles(Make, new Trouble.DiesBefore(1));
        Assert.IsType<Attempted.Later>(await Pipelines().ApplyAsync(application, None));

        Core.Troubles(Make, new Trouble.Answers(400, Times: 1));
        var repeated = await Pipelines().ApplyAsync(application, None);

        Assert.IsType<Attempted.Later>(repeated);
        Assert.IsType<Attempted.Applied>(await Pipelines().ApplyAsync(application, None));
    }

    [Theory]
    [InlineData(307)]
    [InlineData(408)]
    public async Task An_answer_that_is_neither_yes_nor_no_is_asked_for_again(int status)
    {
        var application = await AcceptedAsync("pipeline", Chain);
        Core.Troubles(Make, new Trouble.Answers(status, Times: 1));

        Assert.IsType<Attempted.Later>(await Pipelines().ApplyAsync(application, None));
        Assert.IsType<Attempted.Applied>(await Pipelines().ApplyAsync(application, None));
    }

    [Fact]
    public async Task Blocks_that_were_made_for_a_pipeline_are_told_where_it_is_given_up()
    {
        Core.Put([Row(S3), Row(Fire)]);
        var application = await AcceptedAsync("pipeline", Chain);
        Core.Troubles("POST /blocks/", new Trouble.DiesAfter(1));
        Assert.IsType<Attempted.Later>(await Pipelines().ApplyAsync(application, None));
        await Core.StopAsync();

        var next = await TakenOverAsync(application);
        var later = Assert.IsType<Attempted.Later>(await Pipelines().ApplyAsync(next, None));
        var failed = GivenUp.Of(next.Now, "Core", later.Reason);

        Assert.Contains(Core.Blocks, block => block.Name == Photos.Name);
        Assert.DoesNotContain("Nothing was made", failed.Message, StringComparison.Ordinal);
        Assert.EndsWith("The pipeline was not made; blocks that Core lacked for it may have been.", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocks_that_were_made_are_told_where_Core_refuses_to_make_another()
    {
        Core.Put([Row(S3)]);
        var application = await AcceptedAsync("pipeline", Chain);
        Core.Troubles("POST /blocks/", new Trouble.DiesAfter(1));
        Assert.IsType<Attempted.Later>(await Pipelines().ApplyAsync(application, None));
        Core.Troubles("POST /blocks/", new Trouble.Answers(400));

        var failed = await FailedAsync(application);

        Assert.Contains($"no block '{Fire.Name}' and refused to make it", failed.Message, StringComparison.Ordinal);
        Assert.Contains("blocks that Core lacked for it may have been", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_block_that_Core_answers_neither_yes_nor_no_to_is_asked_for_again()
    {
        Core.Put([Row(S3)]);
        var application = await AcceptedAsync("pipeline", Chain);
        Core.Troubles("POST /blocks/", new Trouble.Answers(503, Times: 2));

        var later = Assert.IsType<Attempted.Later>(await Pipelines().ApplyAsync(application, None));

        Assert.Contains("status 503", later.Reason, StringComparison.Ordinal);
        Assert.IsType<Attempted.Applied>(await Pipelines().ApplyAsync(application, None));
    }

    [Fact]
    public async Task Core_that_died_before_it_made_it_is_asked_again()
    {
        var application = await AcceptedAsync("pipeline", Chain);
        Core.Troubles(Make, new Trouble.DiesBefore(1));

        Assert.IsType<Attempted.Later>(await Pipelines().ApplyAsync(application, None));
        Assert.IsType<Attempted.Applied>(await Pipelines().ApplyAsync(application, None));

        Assert.Single(Core.Pipelines);
        Assert.Equal(2, application.Now.Sends);
    }

    [Fact]
    public async Task A_late_request_that_comes_through_after_all_makes_no_second_one()
    {
        var application = await AcceptedAsync("pipeline", Chain);
        Core.Troubles(Make, new Trouble.WaitsBefore(1));
        var late = Pipelines().ApplyAsync(application, None);
        while (CallsOf(Make) == 0) await Task.Delay(5);

        var other = await Pipelines().ApplyAsync(await TakenOverAsync(application), None);
        Core.GoesOn();

        Assert.IsType<Attempted.Applied>(other);
        Assert.IsNotType<Attempted.Applied>(await late);
        Assert.Single(Core.Pipelines);
        Assert.Equal(0, CallsOf(Remove));
    }

    [Fact]
    public async Task While_nothing_reached_Core_nothing_is_said_to_have_been_made()
    {
        await Core.StopAsync();
        var application = await AcceptedAsync("pipeline", Chain);

        var later = Assert.IsType<Attempted.Later>(await Pipelines().ApplyAsync(application, None));
        var failed = GivenUp.Of(application.Now, "Core", later.Reason);

        Assert.Equal((0, ErrorCodes.Unavailable, true), (application.Now.Sends, failed.Code, failed.Retryable));
        Assert.Contains("The pipeline was not made", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_may_have_been_made_is_never_said_to_be()
    {
        var application = await AcceptedAsync("pipeline", Chain);
        Core.Troubles(Make, new Trouble.DiesAfter());
        Core.Troubles("GET /pipelines/", new Trouble.Answers(500, Times: null));

        await Pipelines().ApplyAsync(application, None);
        Core.Recovers();
        Core.Troubles(Make, new Trouble.DiesAfter());
        var later = Assert.IsType<Attempted.Later>(await Pipelines().ApplyAsync(application, None));
        var failed = GivenUp.Of(application.Now, "Core", later.Reason);

        Assert.Equal((1, ErrorCodes.OutcomeUnknown, false), (application.Now.Sends, failed.Code, failed.Retryable));
        Assert.Contains("may have been applied or not", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipeline_of_the_same_name_that_somebody_else_made_meanwhile_is_not_taken_for_ours()
    {
        var application = await AcceptedAsync("pipeline", Chain);
        Core.Troubles(Make, new Trouble.DiesBefore(1));
        await Pipelines().ApplyAsync(application, None);
        Core.Add(new CorePipeline(Some.Id(), "Some pipeline", null, Some.Id()));

        var failed = await FailedAsync(application);

        Assert.Equal(ErrorCodes.Conflict, failed.Code);
        Assert.Single(Core.Pipelines);
        Assert.Equal(0, CallsOf(Remove));
    }

    [Fact]
    public async Task A_node_that_lost_it_to_another_sends_nothing_more()
    {
        var application = await AcceptedAsync("pipeline", Chain);
        await TakenOverAsync(application);

        await Assert.ThrowsAsync<ApplicationLostException>(() => Pipelines().ApplyAsync(application, None));

        Assert.Equal(0, CallsOf(Make));
    }

    [Fact]
    public async Task Once_it_is_to_be_removed_whoever_goes_on_removes_it_and_verifies_it_no_more()
    {
        var application = await AcceptedAsync("pipeline", FanIn);
        Core.Troubles(Remove, new Trouble.DiesBefore(1));
        Assert.IsType<Attempted.Later>(await Pipelines().ApplyAsync(application, None));
        var verified = CallsOf(Verify);

        var failed = Assert.IsType<Attempted.Failed>(await Pipelines().ApplyAsync(await TakenOverAsync(application), None));

        Assert.Contains("Pipeline verification failed.", failed.Message, StringComparison.Ordinal);
        Assert.Empty(Core.Pipelines);
        Assert.Equal(verified, CallsOf(Verify));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(408)]
    [InlineData(503)]
    public async Task What_is_no_refusal_of_a_verification_removes_nothing(int status)
    {
        var application = await AcceptedAsync("pipeline", Chain);
        Core.Troubles(Verify, new Trouble.Answers(status, Times: 1));

        Assert.IsType<Attempted.Later>(await Pipelines().ApplyAsync(application, None));
        Assert.Equal((1, 0), (Core.Pipelines.Count, CallsOf(Remove)));
        Assert.IsType<Attempted.Applied>(await Pipelines().ApplyAsync(await TakenOverAsync(application), None));
        Assert.Equal((1, 1), (Core.Pipelines.Count, CallsOf(Make)));
    }

    [Theory]
    [InlineData(302)]
    [InlineData(408)]
    public async Task What_is_no_refusal_of_a_removal_is_asked_for_again(int status)
    {
        var application = await AcceptedAsync("pipeline", FanIn);
        Core.Troubles(Remove, new Trouble.Answers(status, Times: 1));

        Assert.IsType<Attempted.Later>(await Pipelines().ApplyAsync(application, None));
        var failed = Assert.IsType<Attempted.Failed>(await Pipelines().ApplyAsync(await TakenOverAsync(application), None));

        Assert.Contains("It was removed again.", failed.Message, StringComparison.Ordinal);
        Assert.Empty(Core.Pipelines);
    }

    [Fact]
    public async Task A_verification_whose_answer_was_lost_is_asked_for_again()
    {
        var application = await AcceptedAsync("pipeline", Chain);
        Core.Troubles(Verify, new Trouble.DiesAfter(1));

        Assert.IsType<Attempted.Later>(await Pipelines().ApplyAsync(application, None));
        Assert.IsType<Attempted.Applied>(await Pipelines().ApplyAsync(await TakenOverAsync(application), None));

        Assert.Equal((1, 1), (Core.Pipelines.Count, CallsOf(Make)));
    }

    private async Task<Attempted.Failed> FailedAsync(ClaimedApplication application) =>
        Assert.IsType<Attempted.Failed>(await Pipelines().ApplyAsync(application, None));
}
