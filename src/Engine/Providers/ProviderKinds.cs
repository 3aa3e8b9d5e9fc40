namespace Constellation.Realtime.Engine.Providers;

/// <summary>What <c>Llm:Providers:0:Kind</c> may be.</summary>
internal static class ProviderKinds
{
    public const string OpenAi = "openai";
    public const string AzureOpenAi = "azure-openai";
    public const string HuggingFace = "huggingface";
    public const string Ollama = "ollama";
    public const string Anthropic = "anthropic";
    public const string Planner = "planner";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Available { get; } = [OpenAi, AzureOpenAi, HuggingFace, Ollama, Anthropic, Planner];
}
