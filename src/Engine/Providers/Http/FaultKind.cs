namespace Constellation.Realtime.Engine.Providers.Http;

/// <summary>
/// What kind of fault an error is. By its code where it has one that says it, else by its words, else by its status: of some APIs the status says nothing (Anthropic
/// answers an empty account and a long prompt with the same 400), and compatible servers have no codes.
/// </summary>
internal static class FaultKind
{
    private static readonly string[] QuotaCodes = ["insufficient_quota", "billing_hard_limit_reached", "insufficient_credits", "billing_error"];
    private static readonly string[] OverlongCodes = ["context_length_exceeded", "exceed_context_size_error", "string_above_max_length", "request_too_large"];
    private static readonly string[] FilterCodes = ["content_filter", "content_policy_violation", "ResponsibleAIPolicyViolation", "invalid_prompt"];
    private static readonly string[] AuthCodes = ["invalid_api_key", "authentication_error", "permission_error"];
    private static readonly string[] BusyCodes =
        ["rate_limit_exceeded", "rate_limit_error", "overloaded", "overloaded_error", "server_error", "api_error", "timeout_error", "unavailable_error"];

    private static readonly string[] RequestCodes = ["invalid_request_error", "not_found_error", "model_not_found"];

    /// <summary>Anthropic's account without credit or at the limit that was set for it; Ollama's cloud.</summary>
    private static readonly string[] QuotaWords = ["credit balance is too low", "specified api usage limits", "usage limit, please upgrade"];

    /// <summary>Anthropic's; a filter at Azure's gate.</summary>
    private static readonly string[] FilterWords = ["content filtering policy", "content management policy", "input was flagged"];

    /// <summary>
    /// OpenAI, LM Studio, SGLang and Mistral ("context length"), llama.cpp and Ollama ("context size", "context length"), Anthropic ("prompt is too long", "context
    /// limit"), vLLM ("context length", "maximum model length"), Hugging Face's server ("`inputs`"), Gemini ("maximum number of tokens"), Bedrock, and OpenAI where a
    /// prompt alone is more than a minute's tokens.
    /// </summary>
    private static readonly string[] OverlongWords =
    [
        "context length", "context size", "context window", "context limit", "maximum model length", "prompt is too long", "input is too long", "`inputs` tokens",
        "`inputs` must have less than", "exceeds the maximum number of tokens", "request too large for",
    ];

    /// <param name="status">The HTTP status, or the one that an error in a stream tells; null where there is none.</param>
    /// <param name="error">What the provider told.</param>
    public static ProviderFault Of(int? status, ToldError error)
    {
        bool Says(string[] codes) => error.Codes.Any(code => codes.Contains(code, StringComparer.OrdinalIgnoreCase));
        bool Speaks(string[] words) => words.Any(word => error.Message.Contains(word, StringComparison.OrdinalIgnoreCase));

        return status switch
        {
            _ when Says(QuotaCodes) => ProviderFault.Quota,
            _ when Says(OverlongCodes) => ProviderFault.Overlong,
            _ when Says(FilterCodes) => ProviderFault.Filtered,
            401 => ProviderFault.Auth,
            _ when Speaks(QuotaWords) => ProviderFault.Quota,
            _ when Speaks(FilterWords) => ProviderFault.Filtered,
            null or 400 or 413 or 422 or 429 or 500 when Speaks(OverlongWords) => ProviderFault.Overlong,
            403 => ProviderFault.Auth,
            402 => ProviderFault.Quota,
            408 or 425 or 429 or >= 500 => ProviderFault.Busy,
            413 => ProviderFault.Overlong,
            >= 300 => ProviderFault.BadRequest,
            _ when Says(AuthCodes) => ProviderFault.Auth,
            _ when Says(BusyCodes) => ProviderFault.Busy,
            _ when Says(RequestCodes) => ProviderFault.BadRequest,
            _ => ProviderFault.Broken,
        };
    }
}
