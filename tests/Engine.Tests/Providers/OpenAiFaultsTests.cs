using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class OpenAiFaultsTests : OpenAiJourney
{
    [Theory]
    [InlineData("Retry-After", "7", 7_000)]
    [InlineData("Retry-After", "Sun, 01 Mar 2026 12:00:09 GMT", 9_000)]
    [InlineData("Retry-After", "Sun, 01 Mar 2026 11:00:00 GMT", 0)]
    [InlineData("retry-after-ms", "250", 250)]
    public async Task What_the_provider_asks_to_wait_is_kept(string header, string value, int milliseconds)
    {
        Llm.Answers(429, "{}", "application/json", (header, value));

        var failure = await FailsAsync();

        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), failure.RetryAfter);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("-3")]
    public async Task What_makes_no_sense_as_a_time_is_none(string value)
    {
        Llm.Answers(429, "{}", "application/json", ("Retry-After", value));

        var failure = await FailsAsync();

        Assert.Null(failure.RetryAfter);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(500)]
    public async Task The_key_is_never_told(int status)
    {
        Llm.Answers(status, $$$"""{"error":{"message":"Incorrect API key provided: {{{Key}}}.","code":"{{{Key}}}"}}""");

        var failure = await FailsAsync();

        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_long_message_of_many_lines_is_told_short_and_on_one_line()
    {
        Llm.Answers(400, $$$"""{"error":{"message":"First.\n{{{new string('x', 5000)}}}"}}""");

        var failure = await FailsAsync();

        Assert.StartsWith("HTTP 400: First. xxx", failure.Message, StringComparison.Ordinal);
        Assert.InRange(failure.Message.Length, 100, 301);
    }

    [Theory]
    [InlineData("<html><body>Sign in</body></html>", "text/html")]
    [InlineData("{\"choices\":[]}", "application/json")]
    [InlineData("", "text/html")]
    public async Task What_is_no_stream_in_a_200_is_broken(string body, string contentType)
    {
        Llm.Answers(200, body, contentType);

        var failure = await FailsAsync();

        Assert.Equal(ProviderFault.Broken, failure.Fault);
        Assert.Contains(contentType, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_without_a_content_type_of_its_own_is_broken()
    {
        Llm.Answers(200, "<html></html>", "text/plain");

        var failure = await FailsAsync();

        Assert.Equal(ProviderFault.Broken, failure.Fault);
    }

    [Theory]
    [InlineData("{\"error\":{\"message\":\"Something went wrong.\"}}", "Broken")]
    [InlineData("{\"error\":\"Something went wrong.\",\"error_type\":\"generation\"}", "Broken")]
    [InlineData("{\"error\":{\"message\":\"Slow down.\",\"code\":429}}", "Busy")]
    [InlineData("{\"error\":{\"message\":\"Pay first.\",\"code\":\"insufficient_quota\"}}", "Quota")]
    [InlineData("{\"error\":{\"message\":\"Overloaded.\",\"type\":\"overloaded_error\"}}", "Busy")]
    [InlineData("{\"object\":\"error\",\"message\":\"maximum context length\",\"code\":400}", "Overlong")]
    public async Task An_error_in_a_200_is_found_alone_and_in_the_midst_of_a_stream(string error, string fault)
    {
        Llm.Answers(200, error);
        Llm.Says("Con").ThenSendsEvent(error);

        var alone = await FailsAsync();
        var amidst = await FailsAsync();

        Assert.Equal((fault, fault), (alone.Fault.ToString(), amidst.Fault.ToString()));
    }

    [Fact]
    public async Task A_text_that_speaks_of_errors_is_a_text()
    {
        Llm.Says("{\"error\":{\"message\":\"no\"}}", "data: {\"error\":1}");

        var pieces = await ReadAsync();

        Assert.Equal("{\"error\":{\"message\":\"no\"}}data: {\"error\":1}", Text(pieces));
    }

    [Fact]
    public async Task Bytes_that_are_no_text_become_replacement_characters()
    {
        Llm.Says("Con").ThenSends("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"").ThenSends([0xC3, 0x28]).ThenSends("\"}}]}\n\n");

        var pieces = await ReadAsync();

        Assert.Equal("Con\uFFFD(", Text(pieces));
    }

    [Fact]
    public async Task A_stream_that_is_done_without_a_finish_reason_is_broken()
    {
        Llm.Says("Con").ThenSendsEvent("[DONE]").ThenEndsWithoutFinish();

        var failure = await FailsAsync();

        Assert.Equal(ProviderFault.Broken, failure.Fault);
        Assert.Contains("finish reason", failure.Message, StringComparison.Ordinal);
    }
}
