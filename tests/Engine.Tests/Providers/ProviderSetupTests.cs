using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.ScriptedModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class ProviderSetupTests
{
    [Fact]
    public async Task Configured_providers_answer()
    {
        await using var llm = await ScriptedLlm.StartAsync();
        llm.Says("Con");
        await using var services = Services(("Providers:0:Kind", "openai"), ("Providers:0:Endpoint", llm.Endpoint.ToString()), ("Providers:0:Model", "m"));

        var pieces = await services.GetRequiredService<Fallback>().StreamAsync(Ask(), new(Guid.Empty, Guid.Empty, Guid.Empty), default).ToListAsync();

        Assert.Equal(new(new(1, "openai", "m"), new Piece.Text("Con")), pieces[0]);
    }

    [Fact]
    public async Task Without_any_provider_the_planner_answers()
    {
        await using var services = Services();

        var pieces = await services.GetRequiredService<Fallback>().StreamAsync(Ask(), new(Guid.Empty, Guid.Empty, Guid.Empty), default).ToListAsync();

        Assert.Equal(new(new(1, "planner", "graph"), new Piece.Text("Which block? Hm.")), pieces[0]);
    }

    [Fact]
    public async Task The_planner_can_be_the_last_fallback()
    {
        await using var llm = await ScriptedLlm.StartAsync();
        llm.Answers(401);
        await using var services = Services(
            ("Providers:0:Kind", "huggingface"), ("Providers:0:Endpoint", llm.Endpoint.ToString()), ("Providers:0:Model", "m"), ("Providers:1:Kind", "planner"));

        var pieces = await services.GetRequiredService<Fallback>().StreamAsync(Ask(), new(Guid.Empty, Guid.Empty, Guid.Empty), default).ToListAsync();

        Assert.Equal(new Attempt(2, "planner", "graph") { Position = 1 }, pieces[0].Attempt);
    }

    [Fact]
    public void Limits_and_titles_have_their_defaults()
    {
        using var services = Services();

        var options = services.GetRequiredService<IOptions<LlmOptions>>().Value;

        Assert.Equal((TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(15), "first-line"), (options.FirstTokenTimeout, options.StallTimeout, options.Titles));
        Assert.Equal(TimeSpan.FromMinutes(10), options.AnswerTimeout);
    }

    [Fact]
    public void All_that_is_wrong_is_told_at_once_by_key_and_without_the_api_key()
    {
        using var services = Services(
            ("Providers:0:Kind", "opnai"),
            ("Providers:1:Kind", "openai"),
            ("Providers:1:ApiKey", "sk-secret\n"),
            ("Providers:2:Kind", "ollama"),
            ("Providers:3:Kind", "azure-openai"),
            ("Providers:3:Endpoint", "ftp://host/v1"),
            ("Providers:3:Model", " "),
            ("Providers:4:Endpoint", "http://host/v1"),
            ("FirstTokenTimeout", "20"),
            ("StallTimeout", "00:00:00"),
            ("AnswerTimeout", "00:00:00"),
            ("Titles", "poem"));

        var failure = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<LlmOptions>>().Value);

        string[] keys =
        [
            "Llm:Providers:0:Kind", "Llm:Providers:1:Endpoint", "Llm:Providers:1:Model", "Llm:Providers:1:ApiKey", "Llm:Providers:2:Endpoint", "Llm:Providers:2:Model", "Llm:Providers:3:Endpoint",
            "Llm:Providers:3:Model", "Llm:Providers:4:Kind", "Llm:FirstTokenTimeout", "Llm:StallTimeout", "Llm:AnswerTimeout", "Llm:Titles",
        ];
        Assert.Equal(keys, failure.Failures.Select(told => told.Split(' ')[0]));
        Assert.DoesNotContain("sk-secret", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai", "http://host/v1", true)]
    [InlineData("ollama", "http://host", true)]
    [InlineData("anthropic", "https://api.anthropic.com/v1", true)]
    [InlineData("openai", "https://api.openai.com/v1", false)]
    [InlineData("azure-openai", "https://host/openai/v1", false)]
    [InlineData("huggingface", "https://router.huggingface.co/v1", false)]
    public void Beginnings_can_be_given_to_those_that_may_go_on_with_them(string kind, string endpoint, bool can)
    {
        using var services = Services(("Providers:0:Kind", kind), ("Providers:0:Endpoint", endpoint), ("Providers:0:Model", "m"), ("Providers:0:Prefill", "true"));

        var thrown = Record.Exception(() => services.GetRequiredService<IOptions<LlmOptions>>().Value);

        if (can) Assert.Null(thrown);
        else Assert.StartsWith("Llm:Providers:0:Prefill ", Assert.Single(((OptionsValidationException)thrown!).Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("huggingface", null)]
    [InlineData("huggingface", "")]
    [InlineData("anthropic", null)]
    [InlineData("anthropic", "")]
    [InlineData("anthropic", " ")]
    public void A_provider_with_an_address_of_its_own_needs_no_endpoint(string kind, string? endpoint)
    {
        using var services = Services(("Providers:0:Kind", kind), ("Providers:0:Endpoint", endpoint), ("Providers:0:Model", "m"));

        var options = services.GetRequiredService<IOptions<LlmOptions>>().Value;

        Assert.Null(options.Providers[0].Endpoint);
        Assert.NotNull(services.GetRequiredService<Fallback>());
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_key_that_is_blank_is_none(string key)
    {
        using var services = Services(("Providers:0:Kind", "openai"), ("Providers:0:Endpoint", "http://host/v1"), ("Providers:0:Model", "m"), ("Providers:0:ApiKey", key));

        Assert.Null(services.GetRequiredService<IOptions<LlmOptions>>().Value.Providers[0].ApiKey);
    }

    private static Prompt Ask() => new() { System = "", Messages = [new() { Role = PromptRole.User, Text = "Which block?" }], Tools = [] };

    private static ServiceProvider Services(params (string Key, string? Value)[] llm)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(llm.Select(entry => KeyValuePair.Create($"Llm:{entry.Key}", entry.Value)))
            .Build();
        return new ServiceCollection()
            .AddLogging()
            .AddMetrics()
            .AddSingleton<Engine.Limits.ITokensSpent, Uncounted>()
            .AddKeyedSingleton<ILlmProvider, Thinker>(ProviderKinds.Planner)
            .AddProviders(configuration)
            .BuildServiceProvider();
    }

    private sealed class Thinker : ILlmProvider
    {
        public string Name => "planner";

        public string Model => "graph";

        public bool ContinuesText => false;

        public IAsyncEnumerable<Piece> StreamAsync(Prompt prompt, CancellationToken cancellationToken) =>
            new Piece[] { new Piece.Text($"{prompt.Messages[0].Text} Hm."), new Piece.End(Finish.Stop) }.ToAsyncEnumerable();
    }
}
