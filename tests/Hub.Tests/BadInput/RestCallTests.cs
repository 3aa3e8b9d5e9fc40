using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Hub.Tests.Wire;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Constellation.Realtime.Hub.Tests.BadInput;

public sealed class RestCallTests(TestNode node) : IClassFixture<TestNode>
{
    private const string Chat = "/llm/chat/";
    private const string Message = "/llm/chat/{session}/message/";
    private const string Decision = "/llm/chat/{session}/suggestions/{suggestion}/decision/";
    private const string Feedback = "/llm/chat/{session}/messages/{reply}/feedback/";
    private const string UnknownSuggestion = "/llm/chat/{session}/suggestions/{new}/decision/";
    private const string UnknownReply = "/llm/chat/{session}/messages/{new}/feedback/";

    public static TheoryData<string, string, string?, int, string> Calls => new()
    {
        { "POST", Chat, null, 400, "invalid_request" },
        { "POST", Chat, "", 400, "invalid_request" },
        { "POST", Chat, "{", 400, "invalid_request" },
        { "POST", Chat, "null", 400, "invalid_request" },
        { "POST", Chat, "[]", 400, "invalid_request" },
        { "POST", Chat, "{}", 400, "invalid_request" },
        { "POST", Chat, """{"user_id":"{user}"}""", 400, "invalid_request" },
        { "POST", Chat, """{"user_id":"me","initial_message":"x"}""", 400, "invalid_request" },
        { "POST", Chat, """{"user_id":"{new}","initial_message":"x"}""", 403, "forbidden" },
        { "POST", Chat, """{"user_id":"{user}","initial_message":""}""", 400, "invalid_request" },
        { "POST", Chat, """{"user_id":"{user}","initial_message":" \n "}""", 400, "invalid_request" },
        { "POST", Chat, """{"user_id":"{user}","initial_message":"a\u0000"}""", 400, "invalid_request" },
        { "POST", Chat, """{"user_id":"{user}","initial_message":"\ud83d"}""", 400, "invalid_request" },
        { "POST", Chat, """{"user_id":"{user}","initial_message":null}""", 400, "invalid_request" },
        { "POST", Chat, """{"user_id":"{user}","initial_message":7}""", 400, "invalid_request" },
        { "POST", Chat, """{"user_id":"{user}","initialMessage":"x"}""", 400, "invalid_request" },
        { "POST", Chat, """{"user_id":"{user}","initial_message":"x","more":1}""", 400, "invalid_request" },
        { "POST", Chat, """{"user_id":"{user}","initial_message":"x","client_message_id":"7"}""", 400, "invalid_request" },
        { "POST", Chat, """{"user_id":"{user}","initial_message":"{long}"}""", 413, "too_large" },
        { "POST", Message, null, 400, "invalid_request" },
        { "POST", Message, "{", 400, "invalid_request" },
        { "POST", Message, "{}", 400, "invalid_request" },
        { "POST", Message, """{"user_message":""}""", 400, "invalid_request" },
        { "POST", Message, """{"user_message":"\u0000"}""", 400, "invalid_request" },
        { "POST", Message, """{"user_message":"\udc00"}""", 400, "invalid_request" },
        { "POST", Message, """{"user_message":"x","client_message_id":7}""", 400, "invalid_request" },
        { "POST", Message, """{"user_message":"{long}"}""", 413, "too_large" },
        { "POST", "/llm/chat/{new}/message/", """{"user_message":"x"}""", 404, "not_found" },
        { "POST", "/llm/chat/{new}/message/", """{"user_message":""}""", 404, "not_found" },
        { "POST", "/llm/chat/{new}/message/", "{", 404, "not_found" },
        { "POST", "/llm/chat/{new}/message/", null, 404, "not_found" },
        { "POST", "/llm/chat/seven/message/", """{"user_message":"x"}""", 404, "not_found" },
        { "GET", "/llm/chat/{new}/", null, 404, "not_found" },
        { "GET", "/llm/chat/{turn}/", null, 404, "not_found" },
        { "GET", "/llm/chat/seven/", null, 404, "not_found" },
        { "GET", "/llm/chat/{new}/history/?limit=0", null, 404, "not_found" },
        { "GET", "/llm/chat/{session}/history/?limit=0", null, 400, "invalid_request" },
        { "GET", "/llm/chat/{new}/events/?after=x", null, 404, "not_found" },
        { "GET", "/llm/chat/{session}/events/?after=-1", null, 400, "invalid_request" },
        { "GET", "/llm/chat/{session}/events/?after={beyond}", null, 400, "invalid_request" },
        { "DELETE", "/llm/chat/{new}/", null, 404, "not_found" },
        { "PATCH", "/llm/chat/{new}/", """{"title":""}""", 404, "not_found" },
        { "PATCH", "/llm/chat/{new}/", "{", 404, "not_found" },
        { "PATCH", "/llm/chat/{session}/", null, 400, "invalid_request" },
        { "PATCH", "/llm/chat/{session}/", "{}", 400, "invalid_request" },
        { "PATCH", "/llm/chat/{session}/", """{"title":null}""", 400, "invalid_request" },
        { "PATCH", "/llm/chat/{session}/", """{"title":""}""", 400, "invalid_request" },
        { "PATCH", "/llm/chat/{session}/", """{"title":"\ud83d"}""", 400, "invalid_request" },
        { "GET", "/llm/chat/{new}/export/?format=pdf", null, 404, "not_found" },
        { "GET", "/llm/chat/{session}/export/?format=pdf", null, 400, "invalid_request" },
        { "GET", "/llm/chat/{session}/export/?format=json&format=json", null, 400, "invalid_request" },
        { "GET", "/llm/chat/search/", null, 400, "invalid_request" },
        { "GET", "/llm/chat/search/?query=", null, 400, "invalid_request" },
        { "GET", "/llm/chat/search/?query=%20", null, 400, "invalid_request" },
        { "GET", "/llm/chat/search/?query=%00", null, 400, "invalid_request" },
        { "GET", "/llm/chat/search/?query={4001}", null, 400, "invalid_request" },
        { "GET", "/llm/chat/search/?query=a&query=b", null, 400, "invalid_request" },
        { "GET", "/llm/chat/search/?query=a&limit=0", null, 400, "invalid_request" },
        { "GET", "/llm/chat/search/?query=a&before=x", null, 400, "invalid_request" },
        { "GET", "/llm/chat/search/?query=a&before=cS45MjIzMzcyMDM2ODU0Nzc1ODA3LjAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw", null, 400, "invalid_request" },
        { "POST", "/llm/chat/{session}/turns/{new}/cancel/", null, 404, "not_found" },
        { "POST", "/llm/chat/{new}/turns/{turn}/cancel/", null, 404, "not_found" },
        { "POST", Decision, null, 400, "invalid_request" },
        { "POST", Decision, "{}", 400, "invalid_request" },
        { "POST", Decision, """{"decision":"maybe"}""", 400, "invalid_request" },
        { "POST", Decision, """{"decision":1}""", 400, "invalid_request" },
        { "POST", Decision, """{"decision":"accepted","comment":"{4001}"}""", 400, "invalid_request" },
        { "POST", Decision, """{"decision":"accepted","comment":"\u0000"}""", 400, "invalid_request" },
        { "POST", Decision, """{"decision":"accepted","payload":{"\ud800":1}}""", 400, "invalid_request" },
        { "POST", Decision, """{"decision":"accepted","payload":["\u0000"]}""", 400, "invalid_request" },
        { "POST", Decision, """{"decision":"rejected","payload":{}}""", 400, "invalid_request" },
        { "POST", UnknownSuggestion, """{"decision":"accepted"}""", 404, "not_found" },
        { "POST", UnknownSuggestion, null, 404, "not_found" },
        { "POST", UnknownSuggestion, "{", 404, "not_found" },
        { "POST", UnknownSuggestion, """{"decision":"maybe"}""", 404, "not_found" },
        { "POST", UnknownSuggestion, """{"decision":"accepted","comment":"{4001}"}""", 404, "not_found" },
        { "POST", UnknownSuggestion, """{"decision":"accepted","payload":["\u0000"]}""", 404, "not_found" },
        { "POST", "/llm/chat/{new}/suggestions/{suggestion}/decision/", """{"decision":"maybe"}""", 404, "not_found" },
        { "POST", Feedback, null, 400, "invalid_request" },
        { "POST", Feedback, """{"rating":"UP"}""", 400, "invalid_request" },
        { "POST", Feedback, """{"rating":null}""", 400, "invalid_request" },
        { "POST", Feedback, """{"rating":"up","comment":"{4001}"}""", 400, "invalid_request" },
        { "POST", UnknownReply, """{"rating":"up"}""", 404, "not_found" },
        { "POST", UnknownReply, null, 404, "not_found" },
        { "POST", UnknownReply, """{"rating":"UP"}""", 404, "not_found" },
        { "POST", UnknownReply, """{"rating":"up","comment":"{4001}"}""", 404, "not_found" },
        { "POST", "/llm/chat/{new}/messages/{reply}/feedback/", """{"rating":"up","comment":"{4001}"}""", 404, "not_found" },
        { "GET", "/llm/chat/", null, 405, "invalid_request" },
        { "PUT", "/llm/chat/{session}/", null, 405, "invalid_request" },
        { "DELETE", Message, null, 405, "invalid_request" },
        { "POST", "/llm/chat/{session}/history/", "{}", 405, "invalid_request" },
        { "POST", "/llm/chat/sessions/", "{}", 405, "invalid_request" },
        { "GET", "/llm/ticket/", null, 405, "invalid_request" },
        { "GET", "/llm/", null, 404, "not_found" },
        { "GET", "/llm/chat/{session}/nothing/", null, 404, "not_found" },
        { "GET", "/llm/chat/{session}/history/more/", null, 404, "not_found" },
        { "GET", "/nowhere/at/all", null, 404, "not_found" },
        { "GET", "/openapi/v2.json", null, 404, "not_found" },
        { "GET", "/openapi/v1.json.json", null, 404, "not_found" },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_bad_call_has_its_status_its_code_and_a_sentence_and_changes_nothing(string method, string path, string? body, int status, string code)
    {
        await using var door = await node.OpenHubAsync();
        var whole = await Whole.MakeAsync(node, door);
        using var content = body is null ? null : new StringContent(whole.Fill(body), Encoding.UTF8, "application/json");

        using var answer = await SendAsync(door.UserId, method, whole.Fill(path), content);

        await AssertProblemAsync(answer, status, code);
        await whole.AssertUntouchedAsync(node);
    }

    [Theory]
    [InlineData("POST", Chat, """{"user_id":"me","initial_message":"x"}""", "The body: user_id must be a UUID as text.")]
    [InlineData("POST", Chat, """{"user_id":"{user}","initial_message":"x","client_message_id":"7"}""", "The body: client_message_id must be a UUID as text.")]
    [InlineData("POST", Message, """{"user_message":"x","client_message_id":7}""", "The body: client_message_id must be a UUID as text.")]
    [InlineData("PATCH", "/llm/chat/{session}/", """{"title":5}""", "The body: title must be text in valid Unicode.")]
    [InlineData("POST", Decision, """{"decision":"accepted","comment":5}""", "The body: comment must be text in valid Unicode.")]
    [InlineData("POST", Feedback, """{"rating":"up","comment":5}""", "The body: comment must be text in valid Unicode.")]
    public async Task A_member_of_the_wrong_kind_is_named_with_what_it_must_be(string method, string path, string body, string sentence)
    {
        await using var door = await node.OpenHubAsync();
        var whole = await Whole.MakeAsync(node, door);
        using var content = new StringContent(whole.Fill(body), Encoding.UTF8, "application/json");

        using var answer = await SendAsync(door.UserId, method, whole.Fill(path), content);

        Assert.Equal(sentence, JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("detail").GetString());
        await whole.AssertUntouchedAsync(node);
    }

    [Theory]
    [InlineData("text/plain", """{"user_message":"x"}""")]
    [InlineData("application/x-www-form-urlencoded", "user_message=x")]
    [InlineData("multipart/form-data; boundary=x", "--x--")]
    [InlineData("application/xml", "<user_message/>")]
    public async Task A_body_of_another_kind_is_refused(string contentType, string body)
    {
        await using var door = await node.OpenHubAsync();
        var whole = await Whole.MakeAsync(node, door);
        using var content = new StringContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        using var answer = await SendAsync(door.UserId, "POST", whole.Fill(Message), content);

        await AssertProblemAsync(answer, 400, "invalid_request");
        await whole.AssertUntouchedAsync(node);
    }

    [Theory]
    [InlineData("POST", "/llm/chat/{new}/message/", "text/plain")]
    [InlineData("POST", "/llm/chat/{new}/message/", "application/x-www-form-urlencoded")]
    [InlineData("POST", UnknownSuggestion, "text/plain")]
    [InlineData("POST", UnknownSuggestion, "multipart/form-data; boundary=x")]
    [InlineData("POST", UnknownReply, "text/plain")]
    [InlineData("POST", UnknownReply, "application/x-www-form-urlencoded")]
    [InlineData("PATCH", "/llm/chat/{new}/", "text/plain")]
    public async Task A_body_of_another_kind_for_what_is_not_the_callers_is_404(string method, string path, string contentType)
    {
        await using var door = await node.OpenHubAsync();
        var whole = await Whole.MakeAsync(node, door);
        using var content = new StringContent("{}");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);

        using var answer = await SendAsync(door.UserId, method, whole.Fill(path), content);

        await AssertProblemAsync(answer, 404, "not_found");
        await whole.AssertUntouchedAsync(node);
    }

    [Fact]
    public void No_route_has_its_content_type_judged_before_its_caller()
    {
        var routes = node.Services.GetRequiredService<EndpointDataSource>().Endpoints;

        Assert.DoesNotContain(routes, route => route.Metadata.GetMetadata<IAcceptsMetadata>() is not null);
    }

    [Fact]
    public async Task The_OpenAPI_document_says_of_each_body_that_it_is_needed_and_JSON()
    {
        using var answer = await SendAsync(null, "GET", "/openapi/v1.json", null);

        var paths = JsonElement.Parse(await answer.Content.ReadAsStringAsync()).GetProperty("paths").EnumerateObject();
        var bodies = paths.SelectMany(path => path.Value.EnumerateObject()).Where(call => call.Value.TryGetProperty("requestBody", out _))
            .Select(call => call.Value.GetProperty("requestBody")).ToList();
        Assert.Equal(7, bodies.Count);
        Assert.All(bodies, body => Assert.True(body.GetProperty("required").GetBoolean()));
        Assert.All(bodies, body => Assert.StartsWith("#/components/", body.GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString()));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xff, (byte)'"', (byte)'}' })]
    [InlineData(new byte[] { 0, 1, 2, 3 })]
    public async Task A_body_that_is_no_text_is_refused(byte[] body)
    {
        await using var door = await node.OpenHubAsync();
        var whole = await Whole.MakeAsync(node, door);
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var answer = await SendAsync(door.UserId, "POST", whole.Fill(Message), content);

        await AssertProblemAsync(answer, 400, "invalid_request");
        await whole.AssertUntouchedAsync(node);
    }

    [Fact]
    public async Task A_body_that_is_far_too_big_is_too_large()
    {
        await using var door = await node.OpenHubAsync();
        var whole = await Whole.MakeAsync(node, door);
        using var content = new ByteArrayContent(new byte[31_000_000]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var answer = await SendAsync(door.UserId, "POST", whole.Fill(Message), content);

        await AssertProblemAsync(answer, 413, "too_large");
        await whole.AssertUntouchedAsync(node);
    }

    [Fact]
    public async Task Objects_nested_too_deeply_are_refused()
    {
        await using var door = await node.OpenHubAsync();
        var whole = await Whole.MakeAsync(node, door);
        var body = string.Concat(Enumerable.Repeat("{\"user_message\":", 10_000));
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await SendAsync(door.UserId, "POST", whole.Fill(Message), content);

        await AssertProblemAsync(answer, 400, "invalid_request");
        await whole.AssertUntouchedAsync(node);
    }

    [Theory]
    [InlineData("POST", "/llm/chat/")]
    [InlineData("GET", "/llm/chat/sessions/")]
    [InlineData("GET", "/llm/chat/0198f2a0-0000-7000-8000-0000000000aa/")]
    [InlineData("DELETE", "/llm/chat/0198f2a0-0000-7000-8000-0000000000aa/")]
    [InlineData("POST", "/llm/chat/0198f2a0-0000-7000-8000-0000000000aa/message/")]
    [InlineData("GET", "/llm/chat/0198f2a0-0000-7000-8000-0000000000aa/events/")]
    [InlineData("GET", "/llm/nothing/")]
    [InlineData("PUT", "/llm/chat/")]
    [InlineData("POST", "/llm/ticket/")]
    [InlineData("GET", "/openapi/v2.json")]
    [InlineData("GET", "/openapi/v1.json/more")]
    [InlineData("GET", "/metrics/more")]
    [InlineData("GET", "/dev/token/more")]
    [InlineData("GET", "/healthznothing")]
    public async Task Without_a_token_everything_is_401_before_anything_else(string method, string path)
    {
        using var answer = await SendAsync(null, method, path, null);

        await AssertProblemAsync(answer, 401, "unauthenticated");
        Assert.Equal("Bearer", Assert.Single(answer.Headers.WwwAuthenticate).Scheme);
    }

    [Theory]
    [InlineData("GET", "/healthz/live")]
    [InlineData("GET", "/healthz/ready")]
    [InlineData("HEAD", "/healthz/live")]
    [InlineData("HEAD", "/healthz/ready")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("GET", "/openapi/v1.json?documentName=v2")]
    public async Task Some_things_are_had_without_a_token(string method, string path)
    {
        await Wait.UntilAsync(IsReadyAsync);

        using var answer = await SendAsync(null, method, path, null);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(method == "HEAD", (await answer.Content.ReadAsByteArrayAsync()).Length == 0);
    }

    [Theory]
    [InlineData("POST", "/healthz/live", 405, "invalid_request")]
    [InlineData("DELETE", "/healthz/ready/", 405, "invalid_request")]
    [InlineData("POST", "/metrics", 405, "invalid_request")]
    [InlineData("PUT", "/openapi/v1.json", 405, "invalid_request")]
    [InlineData("GET", "/dev/token", 405, "invalid_request")]
    [InlineData("GET", "/healthz", 404, "not_found")]
    [InlineData("GET", "/healthz/nothing", 404, "not_found")]
    public async Task Where_no_token_is_needed_what_is_wrong_is_told_without_one(string method, string path, int status, string code)
    {
        using var answer = await SendAsync(null, method, path, null);

        await AssertProblemAsync(answer, status, code);
    }

    [Fact]
    public async Task Trailing_slashes_are_optional()
    {
        node.Llm.Says("Yes.");
        await using var door = await node.OpenHubAsync();
        var sessionId = (await door.AskToEndAsync("Well?")).SessionId;

        Assert.Single(await door.Rest.GetAsync<List<Session>>("/llm/chat/sessions"));
        Assert.Equal(2, (await door.Rest.GetAsync<List<Message>>($"/llm/chat/{sessionId}/history")).Count);
        Assert.Equal(sessionId, (await door.Rest.GetAsync<Session>($"/llm/chat/{sessionId}")).SessionId);
    }

    private async Task<bool> IsReadyAsync()
    {
        using var answer = await SendAsync(null, "GET", "/healthz/ready", null);
        return answer.IsSuccessStatusCode;
    }

    private async Task<HttpResponseMessage> SendAsync(Guid? userId, string method, string path, HttpContent? content)
    {
        using var http = new HttpClient { BaseAddress = node.Address };
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        request.Headers.ExpectContinue = content is ByteArrayContent and not StringContent;
        if (userId is { } id) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Tokens.For(id));
        return await http.SendAsync(request);
    }

    private static async Task AssertProblemAsync(HttpResponseMessage answer, int status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(status == (int)answer.StatusCode, $"{(int)answer.StatusCode} {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonElement.Parse(text);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Whole.AssertSentence(problem.GetProperty("detail").GetString()!);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }
}
