using System.Net;
using System.Text;
using System.Text.Json;

namespace Constellation.Realtime.Hub.Tests.Wire;

public sealed class ProblemTests : IAsyncLifetime
{
    private const string Id = "0198f2a0-0000-7000-8000-0000000000aa";

    private readonly string _token = Tokens.For(Samples.Id);
    private ProbeHost _host = null!;

    public async Task InitializeAsync() => _host = await ProbeHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("", "The request needs a body of JSON.")]
    [InlineData("{", "The body is not valid JSON (line 1, byte 2).")]
    [InlineData("null", "The request needs a body of JSON.")]
    [InlineData("[]", "The body must be an object as the contract says.")]
    [InlineData("{}", "The body lacks 'session_id', 'user_message'.")]
    [InlineData($$"""{"session_id":"{{Id}}","user_message":null}""", "The body: user_message must not be null.")]
    [InlineData($$"""{"session_id":"{{Id}}","user_message":"\ud800"}""", "The body: user_message must be text in valid Unicode.")]
    [InlineData($$"""{"session_id":"{{Id}}","userMessage":"x","user_message":"x"}""", "The body has no member 'userMessage'.")]
    [InlineData($$"""{"session_id":"{{Id}}","user_message":"x","count":"5"}""", "The body: count must be a whole number of at most 32 bits.")]
    [InlineData($$"""{"session_id":"{{Id}}","user_message":"x","rating":"Up"}""", "The body: rating must be one of: up, down.")]
    [InlineData($$"""{"session_id":"{{Id}}","user_message":"x","user_message":"y"}""", "The body has 'user_message' twice.")]
    public async Task A_bad_body_is_told_what_is_wrong_with_it(string body, string sentence)
    {
        using var answer = await _host.SendAsync(HttpMethod.Post, "/llm/probe/", _token, Json(body));

        await AssertProblem(answer, HttpStatusCode.BadRequest, "invalid_request", sentence);
    }

    [Theory]
    [InlineData("/llm/probe/seven/?after=1", "session_id has a value of the wrong type.")]
    [InlineData($"/llm/probe/{Id}/?after=x", "after has a value of the wrong type.")]
    [InlineData($"/llm/probe/{Id}/", "after is required.")]
    public async Task A_bad_value_in_the_address_is_named(string path, string sentence)
    {
        using var answer = await _host.SendAsync(HttpMethod.Get, path, _token);

        await AssertProblem(answer, HttpStatusCode.BadRequest, "invalid_request", sentence);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task A_body_that_is_no_JSON_is_400_and_told_which_content_type_it_needs(string? contentType)
    {
        using var body = new ByteArrayContent("a=b"u8.ToArray());
        body.Headers.ContentType = contentType is null ? null : new(contentType);

        using var answer = await _host.SendAsync(HttpMethod.Post, "/llm/probe/", _token, body);

        await AssertProblem(answer, HttpStatusCode.BadRequest, "invalid_request", "The body must be JSON, with the content type application/json.");
    }

    [Fact]
    public async Task A_route_that_is_not_there_is_404_and_a_wrong_method_405()
    {
        using var unknown = await _host.SendAsync(HttpMethod.Get, "/llm/nothing/", _token);
        using var method = await _host.SendAsync(HttpMethod.Put, "/llm/whoami/", _token);

        await AssertProblem(unknown, HttpStatusCode.NotFound, "not_found");
        await AssertProblem(method, HttpStatusCode.MethodNotAllowed, "invalid_request");
        Assert.Equal(["GET"], method.Content.Headers.Allow);
    }

    [Fact]
    public async Task A_refusal_says_when_to_come_back_and_what_is_wrong()
    {
        using var answer = await _host.SendAsync(HttpMethod.Get, "/llm/refused/", _token);

        var problem = await AssertProblem(answer, HttpStatusCode.TooManyRequests, "rate_limited", "Not now.");
        Assert.Equal(TimeSpan.FromSeconds(2), answer.Headers.RetryAfter!.Delta);
        Assert.Equal(1501, problem.GetProperty("retry_after_ms").GetInt32());
        Assert.Equal("/a", problem.GetProperty("errors")[0].GetProperty("pointer").GetString());
        Assert.Equal("Too Many Requests", problem.GetProperty("title").GetString());
        Assert.Equal("about:blank", problem.GetProperty("type").GetString());
    }

    [Fact]
    public async Task What_nobody_foresaw_is_500_and_tells_nothing()
    {
        using var answer = await _host.SendAsync(HttpMethod.Get, "/llm/broken/", _token);

        await AssertProblem(answer, HttpStatusCode.InternalServerError, "unavailable");
        Assert.DoesNotContain("hunter2", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_keeps_its_own_spelling_between_snake_case_names()
    {
        using var answer = await _host.SendAsync(HttpMethod.Get, "/llm/suggestion/", _token);

        var suggestion = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(Samples.Id, suggestion.GetProperty("suggestion_id").GetGuid());
        Assert.False(suggestion.TryGetProperty("error", out _));
        Assert.True(JsonElement.DeepEquals(Samples.Suggestion.Payload, suggestion.GetProperty("payload")));
        Assert.Equal("1.0", suggestion.GetProperty("payload").GetProperty("whole").GetRawText());
    }

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static async Task<JsonElement> AssertProblem(HttpResponseMessage answer, HttpStatusCode status, string code, string? detail = null)
    {
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        if (detail is not null) Assert.Equal(detail, problem.GetProperty("detail").GetString());
        return problem;
    }
}
