using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Constellation.Realtime.Hub.Tests.Journeys;
using Constellation.Realtime.Hub.Tests.Wire;

namespace Constellation.Realtime.Hub.Tests.Schemas;

public sealed class SchemasApiTests(TestNode node) : IClassFixture<TestNode>
{
    private const string Check = "/llm/schemas/check/";
    private const string Number = """{"type":"object","properties":{"n":{"type":"number"}},"required":["n"]}""";

    [Fact]
    public async Task Trying_is_for_administrators()
    {
        var body = CheckBody("""{"n":1}""", schema: Number);

        var (stranger, _) = await SendAsync(Check, body, token: null);
        var (person, refusal) = await SendAsync(Check, body, Tokens.For(Guid.NewGuid()));

        Assert.Equal((401, 403), (stranger, person));
        Assert.Equal("forbidden", refusal.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("""{"n":1.50}""", "valid")]
    [InlineData("Here:\n```json\n{'n': 1.50,}\n```", "repaired")]
    public async Task What_passes_is_answered_with_its_value_and_repairs(string text, string verdict)
    {
        var (status, answer) = await SendAsync(Check, CheckBody(text, schema: Number));

        Assert.Equal((200, verdict), (status, answer.GetProperty("verdict").GetString()));
        Assert.Equal("""{"n":1.50}""", answer.GetProperty("value").GetRawText());
        Assert.Equal(verdict == "repaired", answer.GetProperty("repairs").GetArrayLength() > 0);
        Assert.All(answer.GetProperty("repairs").EnumerateArray(), repair => Assert.Equal(["code", "pointer"], Members(repair)));
        Assert.Equal(0, answer.GetProperty("errors").GetArrayLength());
    }

    [Fact]
    public async Task What_does_not_pass_is_answered_with_all_that_is_wrong_and_no_value()
    {
        var (status, answer) = await SendAsync(Check, CheckBody("""{"n":"one"}""", schema: Number));

        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal((200, "invalid"), (status, answer.GetProperty("verdict").GetString()));
        Assert.False(answer.TryGetProperty("value", out _));
        Assert.Equal(("/n", "type"), (error.GetProperty("pointer").GetString(), error.GetProperty("code").GetString()));
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.All(Members(error), member => Assert.Contains(member, (string[])["pointer", "code", "message", "expected", "got", "allowed", "hint"]));
    }

    [Fact]
    public async Task A_value_keeps_its_order_and_the_text_of_its_numbers()
    {
        const string Text = """{"z":1.50,"a":1e3,"m":12345678901234567890,"b":[-0,0.10]}""";

        var (_, answer) = await SendAsync(Check, CheckBody(Text, schema: "true"));

        Assert.Equal(Text, answer.GetProperty("value").GetRawText());
    }

    [Fact]
    public async Task An_error_lists_no_more_than_twenty_of_many_values()
    {
        var schema = JsonSerializer.Serialize(new { @enum = Enumerable.Range(0, 5_000).Select(i => $"e{i}") });

        var (_, answer) = await SendAsync(Check, CheckBody("\"none\"", schema));

        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.InRange(error.GetProperty("allowed").GetArrayLength(), 1, 20);
        Assert.InRange(answer.GetRawText().Length, 1, 2_000);
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"$ref":"https://elsewhere.example/a"}}}""", "/properties/a/$ref", "remote_reference")]
    [InlineData("""{"items":{"maximumm":1}}""", "/items/maximumm", "unknown_keyword")]
    [InlineData("""{"items":{"type":"string","type":"number"}}""", "/items/type", "duplicate_key")]
    [InlineData("""{"items":}""", "", "not_json")]
    public async Task A_schema_that_can_not_be_enforced_is_refused_with_the_place(string schema, string pointer, string code)
    {
        var (status, problem) = await SendAsync(Check, CheckBody("1", schema));

        var error = Assert.Single(problem.GetProperty("errors").EnumerateArray());
        Assert.Equal((400, "invalid_request"), (status, problem.GetProperty("code").GetString()));
        Assert.Equal((pointer, code), (error.GetProperty("pointer").GetString(), error.GetProperty("code").GetString()));
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
    }

    [Theory]
    [InlineData(100, null)]
    [InlineData(101, "too_deep")]
    public async Task A_schema_has_up_to_a_hundred_levels_and_one_that_is_deeper_is_refused_with_the_place(int levels, string? code)
    {
        var schema = string.Concat(Enumerable.Repeat("{\"items\":", levels - 1)) + "{\"type\":\"string\"}" + new string('}', levels - 1);

        var (status, answer) = await SendAsync(Check, CheckBody("[1]", schema));

        Assert.Equal(code is null ? 200 : 400, status);
        if (code is null) return;
        var error = Assert.Single(answer.GetProperty("errors").EnumerateArray());
        Assert.Equal((code, string.Concat(Enumerable.Repeat("/items", 100))), (error.GetProperty("code").GetString(), error.GetProperty("pointer").GetString()));
    }

    [Fact]
    public async Task What_the_specifications_ignore_is_ignored_where_a_schema_is_tried()
    {
        var (status, answer) = await SendAsync(Check, CheckBody("7", """{"type":"integer","frobnicate":{"type":"string"}}"""));

        Assert.Equal((200, "valid"), (status, answer.GetProperty("verdict").GetString()));
    }

    [Theory]
    [InlineData(1_000_000, 200)]
    [InlineData(1_000_001, 413)]
    public async Task A_text_has_up_to_a_megabyte(int bytes, int expected)
    {
        var (status, _) = await SendAsync(Check, CheckBody($"\"{new string('a', bytes - 2)}\"", schema: "true"));

        Assert.Equal(expected, status);
    }

    [Theory]
    [InlineData("""{"text":"1"}""")]
    [InlineData("""{"text":"1","schema":true,"target":"pipeline"}""")]
    [InlineData("""{"schema":true}""")]
    [InlineData("""{"schema":true,"text":1}""")]
    public async Task A_text_is_tried_by_either_a_schema_or_a_target(string body)
    {
        var (status, problem) = await SendAsync(Check, body);

        Assert.Equal((400, "invalid_request"), (status, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task With_a_target_the_graph_is_judged_too()
    {
        var (_, right) = await SendAsync(Check, CheckBody(Suggested.Fires, target: "pipeline"));
        var (_, wrong) = await SendAsync(Check, CheckBody(Suggested.Unknown, target: "pipeline"));
        var (status, problem) = await SendAsync(Check, CheckBody("{}", target: "nothing"));

        Assert.Equal(("valid", Suggested.Fires), (right.GetProperty("verdict").GetString(), right.GetProperty("value").GetRawText()));
        Assert.Equal("invalid", wrong.GetProperty("verdict").GetString());
        Assert.Contains("unknown_block", wrong.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("code").GetString()));
        Assert.Equal((404, "not_found"), (status, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task The_targets_are_listed_for_everybody_with_a_token()
    {
        var token = Tokens.For(Guid.NewGuid());

        var (status, all) = await SendAsync("/llm/schemas/", body: null, token);
        var (_, one) = await SendAsync("/llm/schemas/edge/", body: null, token);
        var (missing, _) = await SendAsync("/llm/schemas/nothing/", body: null, token);
        var (stranger, _) = await SendAsync("/llm/schemas/", body: null, token: null);

        Assert.Equal((200, 404, 401), (status, missing, stranger));
        Assert.Equal(["pipeline", "block", "edge", "dagster_job"], all.EnumerateArray().Select(target => target.GetProperty("name").GetString()));
        Assert.Equal(["name", "description", "schema_version", "schema"], Members(one));
        Assert.Equal(all[2].GetRawText(), one.GetRawText());
        Assert.Matches("^[0-9a-f]{16}$", one.GetProperty("schema_version").GetString());
        Assert.Equal("object", one.GetProperty("schema").GetProperty("type").GetString());
    }

    private static IEnumerable<string> Members(JsonElement value) => value.EnumerateObject().Select(member => member.Name);

    private static string CheckBody(string text, string? schema = null, string? target = null) =>
        $$"""{"text":{{JsonSerializer.Serialize(text)}},{{(schema is null ? $"\"target\":\"{target}\"" : $"\"schema\":{schema}")}}}""";

    private Task<(int Status, JsonElement Answer)> SendAsync(string path, string body) => SendAsync(path, body, Tokens.For(Guid.NewGuid(), administrator: true));

    private async Task<(int Status, JsonElement Answer)> SendAsync(string path, string? body, string? token)
    {
        using var http = new HttpClient { BaseAddress = node.Address };
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path) { Content = content };
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, JsonElement.Parse(await answer.Content.ReadAsStringAsync()));
    }
}
