namespace Constellation.Realtime.Engine.Providers;

/// <summary>What <c>Llm:Providers:0:Kind</c> may be.</summary>
internal static class ProviderKinds
{
    public const string OpenAi = "openai";
    public const string AzureOpenAi = "azure-openai";
    public const string HuggingFace = "huggingface";
    public const string Ollama = "ollama";
    public const string Planner = "planner";

    /// <summary>Those of this version.</summary>
    public static IReadOnlyList<string> Available { get; } = [OpenAi, AzureOpenAi, HuggingFace, Ollama, Planner];

    /// <summary>Those that the contract names and this version doesn't have, each with what to do instead.</summary>
    public static IReadOnlyDictionary<string, string> NotYet { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["anthropic"] = "use kind openai with a compatible endpoint",
    };
}
