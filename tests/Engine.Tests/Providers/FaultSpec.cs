using Constellation.Realtime.Engine.Providers;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>What comes in place of an answer, or in the midst of one, and is none.</summary>
public abstract class FaultSpec : ProviderSpec
{
    private protected FaultSpec(ProviderWire wire) : base(wire)
    {
    }

    [Theory]
    [InlineData("{\"error\n")]
    [InlineData("data: {]\n\n")]
    [InlineData("event: content_block_delta\ndata: {]\n\n")]
    [InlineData("<html><body>Bad gateway</body></html>\n\n")]
    [InlineData("upstream connect error or disconnect/reset before headers\n")]
    public async Task What_is_not_of_the_protocol_is_broken_even_where_the_answer_then_ends_as_it_should(string raw)
    {
        Llm.Says("So").ThenSends(raw).ThenSays(" it is").ThenFinishes("stop");

        Assert.Equal(ProviderFault.Broken, (await FailsAsync()).Fault);
    }

    [Fact]
    public async Task Json_of_another_shape_is_broken_and_nothing_else()
    {
        var wrong = new List<string>();

        foreach (var shape in Wire.WrongShapes)
        {
            Llm.Says("So").ThenSends(shape).ThenSays(" it is").ThenFinishes("stop");
            var thrown = await Record.ExceptionAsync(() => ReadAsync());
            if (thrown is not ProviderException { Fault: ProviderFault.Broken }) wrong.Add($"{shape.Trim()}: {thrown?.GetType().Name ?? "a whole answer"}");
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public async Task What_comes_after_a_proper_end_changes_nothing_whatever_its_shape()
    {
        foreach (var shape in Wire.WrongShapes)
        {
            Llm.Says("So").ThenFinishes("stop").ThenSends(shape);

            var pieces = await ReadAsync();

            Assert.Equal(("So", new Piece.End(Finish.Stop)), (Text(pieces), pieces[^1]));
        }
    }

    [Fact]
    public async Task An_error_in_place_of_the_rest_is_a_fault()
    {
        Llm.Says("So").ThenSends(Wire.ErrorInStream).ThenEndsWithoutFinish();

        Assert.Equal(ProviderFault.Busy, (await FailsAsync()).Fault);
    }

    [Fact]
    public async Task A_page_in_place_of_an_answer_is_a_fault()
    {
        Llm.Answers(200, "<html><body>Sign in</body></html>", "text/html");

        Assert.Equal(ProviderFault.Broken, (await FailsAsync()).Fault);
    }

    [Theory]
    [InlineData(400, "BadRequest")]
    [InlineData(401, "Auth")]
    [InlineData(403, "Auth")]
    [InlineData(404, "BadRequest")]
    [InlineData(402, "Quota")]
    [InlineData(413, "Overlong")]
    [InlineData(429, "Busy")]
    [InlineData(500, "Busy")]
    [InlineData(503, "Busy")]
    [InlineData(529, "Busy")]
    [InlineData(302, "BadRequest")]
    [InlineData(307, "BadRequest")]
    [InlineData(405, "BadRequest")]
    [InlineData(408, "Busy")]
    [InlineData(422, "BadRequest")]
    [InlineData(502, "Busy")]
    public async Task A_status_says_what_kind_of_fault_it_is_and_is_asked_for_once(int status, string fault)
    {
        Llm.Answers(status, $$$"""{"error":{"message":"Not with {{{Key}}}."}}""", "application/json", ("Retry-After", "7"), ("Location", "http://127.0.0.1:9/"));

        var failure = await FailsAsync();

        Assert.Equal(fault, failure.Fault.ToString());
        Assert.Contains($"HTTP {status}", failure.Message, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(7), failure.RetryAfter);
        Assert.DoesNotContain(Key, failure.ToString(), StringComparison.Ordinal);
        Assert.Single(Llm.Requests);
    }

    [Fact]
    public async Task Nobody_there_is_a_fault()
    {
        using var provider = (IDisposable)Create(Options with { Endpoint = "http://127.0.0.1:9" });

        var failure = await Assert.ThrowsAsync<ProviderException>(() => ((ILlmProvider)provider).StreamAsync(Ask(), default).ToListAsync().AsTask());

        Assert.Equal(ProviderFault.Broken, failure.Fault);
        Assert.Contains("can't be reached", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_status_is_a_fault_that_is_asked_for_once()
    {
        // Those have no body, and Kestrel sends none.
        int[] statuses = [.. Enumerable.Range(201, 399).Except([204, 205, 304])];

        foreach (var status in statuses)
        {
            Llm.Answers(status, "{}");
            var fault = (await FailsAsync()).Fault;
            Assert.Equal((status, ExpectedOf(status)), (status, fault));
        }

        Assert.Equal(statuses.Length, Llm.Requests.Count);
    }

    private static ProviderFault ExpectedOf(int status) => status switch
    {
        < 300 => ProviderFault.Broken,
        401 or 403 => ProviderFault.Auth,
        402 => ProviderFault.Quota,
        413 => ProviderFault.Overlong,
        408 or 425 or 429 or >= 500 => ProviderFault.Busy,
        _ => ProviderFault.BadRequest,
    };
}
