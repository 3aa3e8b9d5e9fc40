namespace Constellation.Realtime.Engine.Providers.OpenAi;

/// <summary>Whose models are behind an endpoint that speaks OpenAI's chat completions.</summary>
internal static class OpenAiEndpoint
{
    private static readonly string[] Hosts = ["openai.com", "openai.azure.com"];

    /// <summary>Whether they are OpenAI's own, at its API or at Azure's: those refuse what other servers have added to the protocol, and names that it has given up.</summary>
    public static bool IsOpenAis(ProviderOptions options) => options.Kind == ProviderKinds.AzureOpenAi
        || (Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var endpoint) && Hosts.Any(host => IsWithin(endpoint.Host, host)));

    private static bool IsWithin(string host, string domain) =>
        host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase);
}
