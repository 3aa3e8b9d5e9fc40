using System.Text.Json;
using System.Text.Json.Nodes;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.CoreStandIn;
using Constellation.Realtime.Engine.Applying;
using Constellation.Realtime.Engine.Applying.Core;
using Constellation.Realtime.Engine.Applying.Http;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Tests.Suggestions;
using static Constellation.Realtime.Engine.Tests.Suggestions.SmallCatalogue;

namespace Constellation.Realtime.Engine.Tests.Applying;

/// <summary>Blocks, edges, runs, and any other API.</summary>
public sealed class OtherTargetsTests(SqliteTestDatabase database) : ApplyingTests(database), IClassFixture<SqliteTestDatabase>
{
    private const string Block = """{"block_type":"model","name":"Snow mapper","description":"Maps snow."}""";
    private const string Job =
        """{"ops":{"generate_dynamic_job_configs":{"config":{"raw_input":[{"operation":"deploy_model","parameters":{"model":"Fire classifier"}},{"operation":"export_to_s3","parameters":{"inference_results":{"operation":"model_inference","parameters":{"model":"Fire classifier","data":{"operation":"dict_to_list","parameters":{"data":{"operation":"import_from_google_drive","parameters":{"file_id":"drive-1"}}}}}}}},{"operation":"delete_model","parameters":{"model":"Fire classifier"}}]}}}}""";

    [Fact]
    public async Task A_block_is_made_once_though_its_answer_was_lost()
    {
        var application = await AcceptedAsync("block", Block);
        Core.Troubles("POST /blocks/", new Trouble.DiesAfter(1));

        Assert.IsType<Attempted.Later>(await Blocks().ApplyAsync(application, None));
        var applied = Assert.IsType<Attempted.Applied>(await Blocks().ApplyAsync(await TakenOverAsync(application), None));

        Assert.Equal(Core.Blocks.Single(block => block.Name == "Snow mapper").BlockId.ToString(), applied.Result.Id);
        Assert.Equal(1, CallsOf("POST /blocks/"));
    }

    [Fact]
    public async Task A_block_whose_name_is_taken_is_a_conflict_and_one_that_Core_refuses_is_told_so()
    {
        var taken = await AcceptedAsync("block", """{"block_type":"model","name":"Crop segmenter"}""");
        var paper = await AcceptedAsync("block", """{"block_type":"paper","name":"On snow"}""");

        Assert.Equal(ErrorCodes.Conflict, Assert.IsType<Attempted.Failed>(await Blocks().ApplyAsync(taken, None)).Code);
        Assert.Equal(
            "Core refused the block: “Block creation failed.”. Nothing was made.", Assert.IsType<Attempted.Failed>(await Blocks().ApplyAsync(paper, None)).Message);
        Assert.Equal(Snapshot.Blocks.Count, Core.Blocks.Count);
    }

    [Fact]
    public async Task An_edge_goes_between_Cores_own_blocks()
    {
        Core.Put(Snapshot.Blocks.Select(block => Row(block) with { BlockId = Some.Id() }));
        var application = await AcceptedAsync("edge", SuggestionTexts.Edge(Sentinel2A, Encoder));

        Assert.IsType<Attempted.Applied>(await Edges().ApplyAsync(application, None));

        var edge = Core.Edges.Single();
        Assert.Equal(("Sentinel-2A tiles", "Encoder"), (NameOf(edge.SourceBlockId), NameOf(edge.TargetBlockId)));
    }

    [Fact]
    public async Task An_edge_whose_answer_was_lost_is_not_sent_again_and_its_outcome_is_said_to_be_unknown()
    {
        var application = await AcceptedAsync("edge", SuggestionTexts.Edge(Sentinel2A, Encoder));
        Core.Troubles("POST /edges/", new Trouble.DiesAfter(1));

        var failed = Assert.IsType<Attempted.Failed>(await Edges().ApplyAsync(application, None));
        var later = Assert.IsType<Attempted.Failed>(await Edges().ApplyAsync(await TakenOverAsync(application), None));

        Assert.Equal((ErrorCodes.OutcomeUnknown, ErrorCodes.OutcomeUnknown), (failed.Code, later.Code));
        Assert.Single(Core.Edges);
    }

    [Fact]
    public async Task A_run_goes_to_the_runner_as_its_operations_and_comes_back_with_its_id()
    {
        var application = await AcceptedAsync("dagster_job", Job);

        var applied = Assert.IsType<Attempted.Applied>(await Runner().ApplyAsync(application, None));

        Assert.True(Guid.TryParse(applied.Result.Id, out _));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Job)!["ops"]!["generate_dynamic_job_configs"]!["config"]!["raw_input"], Core.Runs.Single()));
        Assert.Empty(Core.Pipelines);
    }

    [Theory]
    [InlineData(200, """{"status":"failure","message":"No such model."}""", ErrorCodes.TargetRefused, "No such model.")]
    [InlineData(400, """{"detail":"Instructions must be a non-empty list."}""", ErrorCodes.TargetRefused, "non-empty list")]
    [InlineData(404, "", ErrorCodes.TargetRefused, "status 404")]
    [InlineData(200, "<html>", ErrorCodes.OutcomeUnknown, "<html>")]
    [InlineData(200, "", ErrorCodes.OutcomeUnknown, "status 200")]
    [InlineData(200, """{"status":"started"}""", ErrorCodes.OutcomeUnknown, "started")]
    [InlineData(200, "[]", ErrorCodes.OutcomeUnknown, "[]")]
    [InlineData(307, "", ErrorCodes.OutcomeUnknown, "status 307")]
    [InlineData(408, "", ErrorCodes.OutcomeUnknown, "status 408")]
    [InlineData(500, """{"status":"failure","message":"Dagster is away."}""", ErrorCodes.OutcomeUnknown, "Dagster is away.")]
    [InlineData(502, "", ErrorCodes.OutcomeUnknown, "status 502")]
    public async Task What_the_runner_does_not_start_is_never_said_to_run(int status, string body, string code, string told)
    {
        var application = await AcceptedAsync("dagster_job", Job);
        Core.Troubles("POST /execute", new Trouble.Answers(status, body));

        var failed = Assert.IsType<Attempted.Failed>(await Runner().ApplyAsync(application, None));

        Assert.Equal(code, failed.Code);
        Assert.Contains(told, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_that_could_not_be_sent_is_sent_later_and_one_that_was_is_not_sent_again()
    {
        var early = await AcceptedAsync("dagster_job", Job);
        Assert.IsType<Attempted.Later>(await new RunnerJobs(Send(Nobody), new Destination(Nobody)).ApplyAsync(early, None));
        Assert.IsType<Attempted.Applied>(await Runner().ApplyAsync(early, None));
        var late = await AcceptedAsync("dagster_job", Job);
        Core.Troubles("POST /execute", new Trouble.WaitsAfter(1));

        var slow = await Runner(TimeSpan.FromMilliseconds(300)).ApplyAsync(late, None);

        Assert.Equal(ErrorCodes.OutcomeUnknown, Assert.IsType<Attempted.Failed>(slow).Code);
        Assert.Equal(ErrorCodes.OutcomeUnknown, Assert.IsType<Attempted.Failed>(await Runner().ApplyAsync(await TakenOverAsync(late), None)).Code);
        Assert.Equal(2, Core.Runs.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_was_started_is_never_said_to_be_refused_though_its_answer_stopped_halfway(bool staysOpen)
    {
        var application = await AcceptedAsync("dagster_job", Job);
        Core.Troubles("POST /execute", new Trouble.HalfAnswersAfter(staysOpen, 1));

        var failed = Assert.IsType<Attempted.Failed>(await Runner(staysOpen ? TimeSpan.FromMilliseconds(500) : null).ApplyAsync(application, None));

        Assert.Equal(ErrorCodes.OutcomeUnknown, failed.Code);
        Assert.Contains("its answer broke off", failed.Message, StringComparison.Ordinal);
        Assert.Single(Core.Runs);
    }

    [Theory]
    [InlineData(307)]
    [InlineData(408)]
    public async Task An_edge_whose_answer_is_neither_yes_nor_no_has_an_unknown_outcome(int status)
    {
        var application = await AcceptedAsync("edge", SuggestionTexts.Edge(Sentinel2A, Encoder));
        Core.Troubles("POST /edges/", new Trouble.Answers(status));

        Assert.Equal(ErrorCodes.OutcomeUnknown, Assert.IsType<Attempted.Failed>(await Edges().ApplyAsync(application, None)).Code);
    }

    [Theory]
    [InlineData(409)]
    [InlineData(422)]
    [InlineData(307)]
    [InlineData(408)]
    public async Task A_no_to_a_repeat_says_nothing_of_the_first_request_and_is_asked_again_until_given_up(int status)
    {
        var application = await AcceptedAsync("weather_alert", """{"a":1}""");
        Core.Troubles("POST /", new Trouble.DiesAfter(1));
        var api = Other(new ApplyTargetOptions { Name = "weather_alert", BaseUrl = Core.Address, Idempotent = true });
        await api.ApplyAsync(application, None);

        Core.Troubles("POST /", new Trouble.Answers(status, """{"detail":"In progress."}"""));
        var repeated = Assert.IsType<Attempted.Later>(await api.ApplyAsync(application, None));
        var given = GivenUp.Of(application.Now, api.Name, repeated.Reason);
        Core.Troubles("POST /", new Trouble.Answers(201));
        var taken = await api.ApplyAsync(application, None);

        Assert.Equal(ErrorCodes.OutcomeUnknown, given.Code);
        Assert.Contains("In progress.", given.Message, StringComparison.Ordinal);
        Assert.IsType<Attempted.Applied>(taken);
    }

    [Fact]
    public async Task A_no_to_the_first_request_is_a_no()
    {
        var application = await AcceptedAsync("weather_alert", """{"a":1}""");
        Core.Troubles("POST /", new Trouble.Answers(409, """{"detail":"Such an alert is there."}"""));

        var failed = await Other(new ApplyTargetOptions { Name = "weather_alert", BaseUrl = Core.Address, Idempotent = true }).ApplyAsync(application, None);

        Assert.Equal(ErrorCodes.TargetRefused, Assert.IsType<Attempted.Failed>(failed).Code);
    }

    [Fact]
    public async Task A_no_to_a_blocks_second_request_does_not_say_that_the_first_made_nothing()
    {
        var application = await AcceptedAsync("block", Block);
        Core.Troubles("POST /blocks/", new Trouble.DiesBefore(1));
        Assert.IsType<Attempted.Later>(await Blocks().ApplyAsync(application, None));

        Core.Troubles("POST /blocks/", new Trouble.Answers(400, Times: 1));
        var repeated = await Blocks().ApplyAsync(application, None);

        Assert.IsType<Attempted.Later>(repeated);
        Assert.IsType<Attempted.Applied>(await Blocks().ApplyAsync(application, None));
    }

    [Fact]
    public async Task Any_other_API_gets_the_payload_as_it_is_with_the_suggestions_id_as_key()
    {
        const string Payload = """{"z":1.50,"a":[1e3,"é"]}""";
        var application = await AcceptedAsync("weather_alert", Payload);
        Core.Troubles("PUT /v1/alerts", new Trouble.Answers(201, """{"id":"a-7","message":"Set."}"""));
        var api = Other(new ApplyTargetOptions { Name = "weather_alert", BaseUrl = new Uri(Core.Address, "/v1"), Path = "/alerts", Method = "PUT", Token = "secret" });

        var applied = Assert.IsType<Attempted.Applied>(await api.ApplyAsync(application, None));

        Assert.Equal(new ApplyResult { Api = "weather_alert", Id = "a-7", Message = "Set." }, applied.Result);
        var call = Core.Calls.Single();
        Assert.Equal((Payload, application.Now.Suggestion.SuggestionId.ToString(), "Bearer secret"), (call.Body, call.IdempotencyKey, call.Authorization));
    }

    [Theory]
    [InlineData("PUT /tickets", null, null, """{"id":"a"}""", "PUT /tickets")]
    [InlineData("PUT /tickets", "/v2/tickets", null, "{}", "PUT /v2/tickets")]
    [InlineData("PUT /tickets", null, "PATCH", "{}", "PATCH /tickets")]
    [InlineData(null, null, null, "{}", "POST /")]
    [InlineData(null, "/tickets/{id}", "DELETE", """{"id":7}""", "DELETE /tickets/7")]
    [InlineData("POST /teams/{team_id}/tickets/{id}", null, null, """{"id":"T 1é","team_id":3}""", null)]
    [InlineData("POST /teams/{team_id}/tickets/{id}", null, null, """{"id":"T-1é","team_id":3}""", "POST /teams/3/tickets/T-1%C3%A9")]
    [InlineData("PUT /tickets/{id}", null, null, """{"title":"No id"}""", null)]
    [InlineData("PUT /tickets/{id}", null, null, """{"ticket":{"id":"a"}}""", null)]
    [InlineData("PUT /tickets/{id}", null, null, """{"id":null}""", null)]
    [InlineData("PUT /tickets/{id}", null, null, """{"id":{"a":1}}""", null)]
    [InlineData("PUT /tickets/{id}", null, null, """{"id":1.5}""", null)]
    [InlineData("PUT /tickets/{id}", null, null, """{"id":""}""", null)]
    [InlineData("PUT /tickets/{id}", null, null, """{"id":".."}""", null)]
    [InlineData("PUT /tickets/{id}", null, null, """{"id":"../admin"}""", null)]
    [InlineData("PUT /tickets/{id}", null, null, """{"id":"..%2Fadmin"}""", null)]
    [InlineData("PUT /tickets/{id}", null, null, """{"id":"a\\b"}""", null)]
    [InlineData("PUT /tickets/{id}", null, null, """{"id":"a?all=true"}""", null)]
    [InlineData("PUT /tickets/{id}", null, null, """{"id":"a\r\nX: y"}""", null)]
    public void An_API_is_called_as_configured_or_as_its_operation_says_or_not_where_its_path_lacks_something(
        string? operation, string? path, string? method, string payload, string? expected)
    {
        var call = ApiCall.Of(new ApplyTargetOptions { Name = "ticket", Path = path, Method = method }, operation, JsonElement.Parse(payload));

        Assert.Equal(expected, call is null ? null : $"{call.Method} {call.Path}");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_without_an_answer_is_sent_again_only_to_an_API_that_knows_its_key(bool idempotent)
    {
        var application = await AcceptedAsync("weather_alert", """{"a":1}""");
        Core.Troubles("POST /", new Trouble.DiesAfter(1));
        var api = Other(new ApplyTargetOptions { Name = "weather_alert", BaseUrl = Core.Address, Idempotent = idempotent });

        var first = await api.ApplyAsync(application, None);
        Core.Troubles("POST /", new Trouble.Answers(204));
        var second = await api.ApplyAsync(await TakenOverAsync(application), None);

        Assert.Equal((idempotent, idempotent), (first is Attempted.Later, second is Attempted.Applied));
        Assert.Equal(idempotent ? 2 : 1, Core.Calls.Count);
        Assert.Single(Core.Calls.Select(call => call.IdempotencyKey).Distinct());
    }

    private static Uri Nobody => new("http://127.0.0.1:9");

    private string NameOf(Guid blockId) => Core.Blocks.Single(block => block.BlockId == blockId).Name;

    private CoreEdges Edges() => new(Api(), Blocks());

    private RunnerJobs Runner(TimeSpan? timeout = null) => new(Send(Core.Address, timeout), new Destination(Core.Address));

    private OtherApi Other(ApplyTargetOptions options) =>
        new(Send(options.BaseUrl!), new Destination(options.BaseUrl!), options, ApiCall.Of(options, null, default)!);
}
