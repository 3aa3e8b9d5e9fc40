using Constellation.Realtime.Engine.Providers.OpenAi;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Providers;

/// <summary>Tells all that is wrong with the section <c>Llm</c> at once, by key.</summary>
internal sealed class LlmOptionsCheck : IValidateOptions<LlmOptions>
{
    private const int LeastContext = 4_096, MostContext = 10_000_000, LeastAnswer = 256;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestKept = TimeSpan.FromDays(366);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LlmOptions options)
    {
        List<string> wrong =
        [
            .. options.Providers.SelectMany((provider, index) => Wrong(provider, $"{LlmOptions.Section}:Providers:{index}")),
            .. Wrong(options.FirstTokenTimeout, nameof(LlmOptions.FirstTokenTimeout)),
            .. Wrong(options.StallTimeout, nameof(LlmOptions.StallTimeout)),
            .. Wrong(options.AnswerTimeout, nameof(LlmOptions.AnswerTimeout)),
        ];
        if (options.Titles is not (LlmOptions.TitlesByFirstLine or LlmOptions.TitlesByModel))
        {
            wrong.Add($"{LlmOptions.Section}:Titles is '{options.Titles}'; it may be {LlmOptions.TitlesByFirstLine} or {LlmOptions.TitlesByModel}.");
        }

        if (options.PromptRetention < TimeSpan.Zero || options.PromptRetention > LongestKept)
        {
            wrong.Add($"{LlmOptions.Section}:PromptRetention is {options.PromptRetention}; it may be 00:00:00 (nothing is kept) to {LongestKept}.");
        }

        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    private static IEnumerable<string> Wrong(ProviderOptions provider, string key)
    {
        if (!ProviderKinds.Available.Contains(provider.Kind ?? ""))
        {
            yield return $"{key}:Kind is '{provider.Kind}'; it may be {string.Join(", ", ProviderKinds.Available)}.";
            yield break;
        }

        if (provider.Kind == ProviderKinds.Planner)
        {
            yield break;
        }

        if (provider.Kind is not (ProviderKinds.HuggingFace or ProviderKinds.Anthropic) || provider.Endpoint is not null)
        {
            if (!Uri.TryCreate(provider.Endpoint, UriKind.Absolute, out var endpoint)
                || endpoint.Scheme is not ("http" or "https") || endpoint.UserInfo.Length > 0)
            {
                yield return $"{key}:Endpoint must be the API's http or https address with its version path, such as http://host/v1, without user or password.";
            }
        }

        if (provider.ContextTokens is < LeastContext or > MostContext)
        {
            yield return $"{key}:ContextTokens is {provider.ContextTokens}; it may be {LeastContext} to {MostContext}.";
        }
        else if (provider.AnswerTokens < LeastAnswer || provider.AnswerTokens > provider.ContextTokens / 2)
        {
            yield return $"{key}:AnswerTokens is {provider.AnswerTokens}; it may be {LeastAnswer} to {provider.ContextTokens / 2}, half of ContextTokens.";
        }

        if (provider.Prefill && (provider.Kind is not (ProviderKinds.OpenAi or ProviderKinds.Ollama or ProviderKinds.Anthropic) || OpenAiEndpoint.IsOpenAis(provider)))
        {
            yield return $"{key}:Prefill is true; only ollama, anthropic and openai with a server of your own can be asked to go on with what another model began.";
        }

        if (string.IsNullOrWhiteSpace(provider.Model))
        {
            yield return $"{key}:Model is missing: the model's name as the endpoint knows it.";
        }

        if (provider.ApiKey is { } apiKey && apiKey.Any(c => c is <= ' ' or > '~'))
        {
            yield return $"{key}:ApiKey must be of printable ASCII characters, without blanks or line ends.";
        }
    }

    private static IEnumerable<string> Wrong(TimeSpan limit, string key)
    {
        if (limit < TimeSpan.FromMilliseconds(1) || limit > Longest)
        {
            yield return $"{LlmOptions.Section}:{key} is {limit}; it may be 00:00:00.001 to {Longest}.";
        }
    }
}
