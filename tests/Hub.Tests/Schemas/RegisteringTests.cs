using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Doors;
using Constellation.Realtime.Hub.Tests.Wire;

namespace Constellation.Realtime.Hub.Tests.Schemas;

public sealed class RegisteringTests(TestNode node) : IClassFixture<TestNode>
{
    private const string Ticket = """{"type": "object", "properties": {"title": {"type": "string", "minLength": 3}, "due": {"type": "string", "format": "date"}}, "required": ["title"], "additionalProperties": false}""";
    private const string Api = """
        openapi: 3.0.3
        info: {title: Alerts, version: '1'}
        paths:
          /alerts:
            post:
              operationId: raiseAlert
              summary: Raises an alert
              requestBody: {content: {application/json: {schema: {type: object, required: [text], properties: {text: {type: string, nullable: true}}}}}}
          /files:
            post: {operationId: upload, requestBody: {content: {text/plain: {schema: {type: string}}}}}
        """;

    [Fact]
    public async Task A_registered_target_is_offered_used_and_enforced_from_the_next_turn_on()
    {
        var (status, registered) = await SendAsync(HttpMethod.Put, "/llm/schemas/ticket_1/", Body(Ticket));
        var number = node.Llm.Requests.Count + 1;
        node.Llm.Calls("suggest_ticket_1", """{"title":"no"}""");
        node.Llm.Calls("suggest_ticket_1", """{"title":"Fire","due":"2026-02-30"}""");
        node.Llm.Calls("suggest_ticket_1", """{"title":"Fire","due":"2026-02-28"}""");
        node.Llm.Says("There it is.");
        var door = await node.OpenAsync(DoorKind.SignalRJson);

        var answered = await door.AskToEndAsync("A ticket, please");

        var suggestion = Assert.Single(answered.Suggestions);
        Assert.Equal((200, Ticket.Replace(" ", "", StringComparison.Ordinal)), (status, registered.GetProperty("schema").GetRawText()));
        Assert.Equal(("ticket_1", registered.GetProperty("schema_version").GetString()), (suggestion.Target, suggestion.SchemaVersion));
        Assert.Equal(2, answered.Events.Count(e => e.Type == SessionEventTypes.SuggestionInvalid));
        var offered = (await node.Llm.WaitForRequestAsync(number)).Tools.Select(tool => tool.GetProperty("function")).Single(tool => tool.GetProperty("name").GetString() == "suggest_ticket_1");
        Assert.Equal("For the help desk.", offered.GetProperty("description").GetString());
        Assert.Equal(3, offered.GetProperty("parameters").GetProperty("properties").GetProperty("title").GetProperty("minLength").GetInt32());
    }

    [Fact]
    public async Task What_is_registered_is_listed_and_tried_until_it_is_removed()
    {
        await SendAsync(HttpMethod.Put, "/llm/schemas/listed-1", Body(Ticket));
        var (_, all) = await SendAsync(HttpMethod.Get, "/llm/schemas/");
        var (_, one) = await SendAsync(HttpMethod.Get, "/llm/schemas/listed-1/");
        var (_, tried) = await SendAsync(HttpMethod.Post, "/llm/schemas/check/", """{"target":"listed-1","text":"{\"title\":\"a\"}"}""");
        var (removed, _) = await SendAsync(HttpMethod.Delete, "/llm/schemas/listed-1/");
        var (again, problem) = await SendAsync(HttpMethod.Delete, "/llm/schemas/listed-1/");
        var (gone, _) = await SendAsync(HttpMethod.Get, "/llm/schemas/listed-1/");

        Assert.Contains(one.GetRawText(), all.EnumerateArray().Select(target => target.GetRawText()));
        Assert.Equal("/title", tried.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal((204, 404, 404), (removed, again, gone));
        Assert.Equal("not_found", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("pipeline", 409, "conflict")]
    [InlineData("dagster_job", 409, "conflict")]
    [InlineData("Upper", 400, "invalid_request")]
    [InlineData("with%20space", 400, "invalid_request")]
    [InlineData("a23456789-123456789-123456789-123456789-123456789-1234567", 400, "invalid_request")]
    [InlineData("a23456789-123456789-123456789-123456789-123456789-123456", 200, null)]
    public async Task Names_are_short_and_plain_and_not_those_of_built_in_ones(string name, int expected, string? code)
    {
        var (status, answer) = await SendAsync(HttpMethod.Put, $"/llm/schemas/{name}/", Body(Ticket));

        Assert.Equal(expected, status);
        Assert.Equal(code, answer.TryGetProperty("code", out var told) ? told.GetString() : null);
    }

    [Theory]
    [InlineData("""{"type":"array"}""", "", "not_an_object")]
    [InlineData("true", "", "not_an_object")]
    [InlineData("""{"type":"object","properties":{"a":{"format":"colour"}}}""", "/properties/a/format", "unknown_format")]
    [InlineData("""{"type":"object","properties":{"a":{"maxLenght":1}}}""", "/properties/a/maxLenght", "unknown_keyword")]
    [InlineData("""{"type":"objekt"}""", "/type", "bad_keyword")]
    [InlineData("7", "", "bad_keyword")]
    [InlineData("""{"type":"object","properties":{"a":{},"a":{}}}""", "/properties/a", "duplicate_key")]
    [InlineData("""{"type":"object","title":"\ud83d"}""", "/title", "bad_unicode")]
    [InlineData("""{"type":"object",}""", "", "not_json")]
    [InlineData("""{"type":"object"},"schema":{}""", "", "duplicate_key")]
    [InlineData("DEEP", "", "too_deep")]
    public async Task What_can_not_be_enforced_whole_is_refused_with_the_place(string schema, string pointer, string code)
    {
        if (schema == "DEEP") schema = string.Concat(Enumerable.Repeat("""{"not":""", 300)) + "true" + new string('}', 300);

        var (status, problem) = await SendAsync(HttpMethod.Put, "/llm/schemas/refused/", Body(schema));

        var error = problem.GetProperty("errors")[0];
        Assert.Equal((400, "invalid_request"), (status, problem.GetProperty("code").GetString()));
        Assert.Equal((pointer, code), (error.GetProperty("pointer").GetString(), error.GetProperty("code").GetString()));
        Assert.Equal(404, (await SendAsync(HttpMethod.Get, "/llm/schemas/refused/")).Status);
    }

    [Theory]
    [InlineData("PUT", "/llm/schemas/mine/")]
    [InlineData("DELETE", "/llm/schemas/mine/")]
    [InlineData("POST", "/llm/schemas/import/")]
    public async Task Changing_targets_is_for_administrators(string method, string path)
    {
        var (stranger, _) = await SendAsync(new HttpMethod(method), path, Body(Ticket), "");
        var (person, problem) = await SendAsync(new HttpMethod(method), path, Body(Ticket), Tokens.For(Guid.NewGuid()));

        Assert.Equal((401, 403), (stranger, person));
        Assert.Equal("forbidden", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("PUT", "/llm/schemas/mine/")]
    [InlineData("POST", "/llm/schemas/check/")]
    public async Task That_a_body_is_no_JSON_is_told_administrators_only(string method, string path)
    {
        var (stranger, _) = await SendAsync(new HttpMethod(method), path, Body(Ticket), "", "text/plain");
        var (person, _) = await SendAsync(new HttpMethod(method), path, Body(Ticket), Tokens.For(Guid.NewGuid()), "text/plain");
        var (administrator, problem) = await SendAsync(new HttpMethod(method), path, Body(Ticket), type: "text/plain");

        Assert.Equal((401, 403, 400), (stranger, person, administrator));
        Assert.Equal("The body must be JSON, with the content type application/json.", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("""{"schema":{"type":"object"}}""", 400)]
    [InlineData("""{"description":" ","schema":{"type":"object"}}""", 400)]
    [InlineData("""{"description":"\u0000","schema":{"type":"object"}}""", 400)]
    [InlineData("""{"description":"A ticket."}""", 400)]
    [InlineData("""{"description":"A ticket.","schema":{"type":"object"},"more":1}""", 400)]
    [InlineData("LONG", 413)]
    public async Task A_registration_has_a_description_and_a_schema_that_is_not_too_long(string body, int expected)
    {
        var (status, _) = await SendAsync(HttpMethod.Put, "/llm/schemas/body/", body == "LONG" ? Body($$"""{"type":"object","description":"{{new string('a', 1_300_000)}}"}""") : body);

        Assert.Equal(expected, status);
    }

    [Theory]
    [InlineData("application/yaml")]
    [InlineData("application/vnd.oai.openapi; charset=utf-8")]
    [InlineData(null)]
    public async Task An_OpenAPI_document_gives_a_target_for_each_operation_or_says_why_not(string? type)
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, "/llm/schemas/import/", Api, type: type);

        Assert.Equal(200, status);
        var target = Assert.Single(answer.GetProperty("targets").EnumerateArray());
        var refused = Assert.Single(answer.GetProperty("refused").EnumerateArray());
        Assert.Equal(("raise_alert", "Raises an alert."), (target.GetProperty("name").GetString(), target.GetProperty("description").GetString()));
        Assert.Equal(("POST /files", "/paths/~1files/post/requestBody/content"), (refused.GetProperty("operation").GetString(), refused.GetProperty("pointer").GetString()));
        Assert.NotEmpty(refused.GetProperty("message").GetString()!);
        Assert.Equal(200, (await SendAsync(HttpMethod.Get, "/llm/schemas/raise_alert/")).Status);
    }

    [Fact]
    public async Task What_is_no_OpenAPI_document_is_refused_with_the_place_and_a_huge_one_for_its_size()
    {
        var (broken, problem) = await SendAsync(HttpMethod.Post, "/llm/schemas/import/", """{"openapi":"4.0.0"}""", type: "application/json");
        var (empty, _) = await SendAsync(HttpMethod.Post, "/llm/schemas/import/", "", type: "application/yaml");
        var (huge, too) = await SendAsync(HttpMethod.Post, "/llm/schemas/import/", new string(' ', 20_000_001), type: "application/json");

        Assert.Equal((400, 400, 413), (broken, empty, huge));
        Assert.Equal("/openapi", problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal("too_large", too.GetProperty("code").GetString());
    }

    private static string Body(string schema) => $$"""{"description":"For the help desk.","schema":{{schema}}}""";

    private async Task<(int Status, JsonElement Answer)> SendAsync(HttpMethod method, string path, string? body = null, string? token = null, string? type = "application/json")
    {
        using var http = new HttpClient { BaseAddress = node.Address };
        using var content = body is null ? null : new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        if (content is not null && type is not null) content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token != "") request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? Tokens.For(Guid.NewGuid(), administrator: true));
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return ((int)answer.StatusCode, text.Length == 0 ? default : JsonElement.Parse(text));
    }
}
