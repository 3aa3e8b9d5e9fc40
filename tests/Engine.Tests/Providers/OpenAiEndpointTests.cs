using Constellation.Realtime.Engine.Providers.OpenAi;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class OpenAiEndpointTests
{
    [Theory]
    [InlineData("openai", "https://api.openai.com/v1", true)]
    [InlineData("openai", "https://eu.api.OpenAI.com/v1", true)]
    [InlineData("openai", "https://mine.openai.azure.com/openai/v1", true)]
    [InlineData("azure-openai", "https://gateway.example/openai/v1", true)]
    [InlineData("openai", "https://notopenai.com/v1", false)]
    [InlineData("openai", "https://openai.com.example/v1", false)]
    [InlineData("openai", "http://127.0.0.1:8000/v1", false)]
    [InlineData("openai", "no address", false)]
    public void OpenAis_own_models_are_at_its_own_addresses_and_at_Azures(string kind, string endpoint, bool own) =>
        Assert.Equal(own, OpenAiEndpoint.IsOpenAis(new() { Kind = kind, Endpoint = endpoint, Model = "m" }));
}
