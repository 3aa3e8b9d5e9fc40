using System.Text;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Http;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>What providers really answer, word for word where it is known, and what we make of it. A status of 0 stands for an error in a stream.</summary>
public sealed class FaultKindTests
{
    [Theory]
    // Anthropic
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 209012 tokens > 200000 maximum"}}""", "Overlong")]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` and try again"}}""", "Overlong")]
    [InlineData(413, """{"type":"error","error":{"type":"request_too_large","message":"Request exceeds the maximum size"}}""", "Overlong")]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or purchase credits."}}""", "Quota")]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"You have reached your specified API usage limits. You will regain access on 2026-04-01 at 00:00 UTC."}}""", "Quota")]
    [InlineData(402, """{"type":"error","error":{"type":"billing_error","message":"Payment required"}}""", "Quota")]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"Output blocked by content filtering policy"}}""", "Filtered")]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"messages: text content blocks must be non-empty"}}""", "BadRequest")]
    [InlineData(401, """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}""", "Auth")]
    [InlineData(403, """{"type":"error","error":{"type":"permission_error","message":"Your API key does not have permission to use the specified resource."}}""", "Auth")]
    [InlineData(404, """{"type":"error","error":{"type":"not_found_error","message":"model: claude-0"}}""", "BadRequest")]
    [InlineData(429, """{"type":"error","error":{"type":"rate_limit_error","message":"This request would exceed your organization's rate limit of 40,000 input tokens per minute"}}""", "Busy")]
    [InlineData(500, """{"type":"error","error":{"type":"api_error","message":"Internal server error"}}""", "Busy")]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", "Busy")]
    [InlineData(0, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", "Busy")]
    [InlineData(0, """{"type":"error","error":{"type":"api_error","message":"Internal server error"}}""", "Busy")]
    [InlineData(0, """{"type":"error","error":{"type":"invalid_request_error","message":"No."}}""", "BadRequest")]
    // OpenAI and Azure
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", "Overlong")]
    [InlineData(400, """{"error":{"message":"Your input exceeds the context window of this model.","type":"invalid_request_error","code":null}}""", "Overlong")]
    [InlineData(429, """{"error":{"message":"Request too large for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Requested 45000.","type":"tokens","code":"rate_limit_exceeded"}}""", "Overlong")]
    [InlineData(429, """{"error":{"message":"Rate limit reached for gpt-4o in organization org-x on tokens per min (TPM): Limit 30000, Used 29000, Requested 4500.","type":"tokens","code":"rate_limit_exceeded"}}""", "Busy")]
    [InlineData(429, """{"error":{"message":"You exceeded your current quota, please check your plan and billing details.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""", "Quota")]
    [InlineData(400, """{"error":{"message":"Billing hard limit has been reached","type":"invalid_request_error","code":"billing_hard_limit_reached"}}""", "Quota")]
    [InlineData(400, """{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400}}""", "Filtered")]
    [InlineData(400, """{"error":{"message":"Invalid prompt: your prompt was flagged as potentially violating our usage policy.","type":"invalid_request_error","code":"invalid_prompt"}}""", "Filtered")]
    [InlineData(401, """{"error":{"message":"Incorrect API key provided: sk-x.","type":"invalid_request_error","code":"invalid_api_key"}}""", "Auth")]
    [InlineData(429, """{"error":{"code":"429","message":"Requests have exceeded the token rate limit of your current pricing tier. Please retry after 6 seconds."}}""", "Busy")]
    [InlineData(0, """{"error":{"message":"The server had an error while processing your request.","type":"server_error","code":null}}""", "Busy")]
    // vLLM
    [InlineData(400, """{"object":"error","message":"This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4000 in the messages, 1000 in the completion).","type":"BadRequestError","param":null,"code":400}""", "Overlong")]
    [InlineData(400, """{"error":{"message":"'max_tokens' or 'max_completion_tokens' is too large: 4096. This model's maximum context length is 4096 tokens and your request has 500 input tokens (4096 > 4096 - 500).","type":"BadRequestError","code":400}}""", "Overlong")]
    [InlineData(400, """{"error":{"message":"The decoder prompt (length 5000) is longer than the maximum model length of 4096. Make sure that `max_model_len` is no smaller than the number of text tokens.","type":"BadRequestError","code":400}}""", "Overlong")]
    [InlineData(400, """{"error":{"message":"Conversation roles must alternate user/assistant/user/assistant/...","type":"BadRequestError","code":400}}""", "BadRequest")]
    [InlineData(0, """{"error":{"object":"error","message":"EngineDeadError","type":"InternalServerError","code":500}}""", "Busy")]
    // llama.cpp
    [InlineData(400, """{"error":{"code":400,"message":"request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":5000,"n_ctx":4096}}""", "Overlong")]
    [InlineData(500, """{"error":{"code":500,"message":"Context size has been exceeded.","type":"server_error"}}""", "Overlong")]
    [InlineData(0, """{"error":{"code":500,"message":"Context size has been exceeded.","type":"server_error"}}""", "Overlong")]
    [InlineData(503, """{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}""", "Busy")]
    // Ollama
    [InlineData(400, """{"error":"the input length exceeds the context length"}""", "Overlong")]
    [InlineData(404, """{"error":"model \"x\" not found, try pulling it first"}""", "BadRequest")]
    [InlineData(400, """{"error":"registry.ollama.ai/library/x:latest does not support tools"}""", "BadRequest")]
    [InlineData(503, """{"error":"server busy, please try again.  maximum pending requests exceeded"}""", "Busy")]
    [InlineData(500, """{"error":"model requires more system memory (5.6 GiB) than is available (3.1 GiB)"}""", "Busy")]
    [InlineData(429, """{"error":"you've reached your hourly usage limit, please upgrade to continue"}""", "Quota")]
    [InlineData(0, """{"error":"an error was encountered while running the model: unexpected EOF"}""", "Broken")]
    // FastAPI, and a text in place of an object
    [InlineData(400, """{"detail":"This model's maximum context length is 4096 tokens."}""", "Overlong")]
    [InlineData(400, """{"error":"The request exceeds the available context size."}""", "Overlong")]
    // Others that are compatible: Hugging Face's server and router, LM Studio, SGLang, Mistral, Gemini, OpenRouter
    [InlineData(422, """{"error":"Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 1000 `max_new_tokens`","error_type":"validation"}""", "Overlong")]
    [InlineData(422, """{"error":"Input validation error: `inputs` must have less than 4095 tokens. Given: 5000","error_type":"validation"}""", "Overlong")]
    [InlineData(402, """{"error":"You have exceeded your monthly included credits for Inference Providers."}""", "Quota")]
    [InlineData(400, """{"error":"Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens"}""", "Overlong")]
    [InlineData(400, """{"object":"error","message":"The input (5000 tokens) is longer than the model's context length (4096 tokens).","type":"BadRequestError","code":400}""", "Overlong")]
    [InlineData(400, """{"object":"error","message":"Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length","type":"invalid_request_error","code":"3051"}""", "Overlong")]
    [InlineData(400, """[{"error":{"code":400,"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}]""", "Overlong")]
    [InlineData(402, """{"error":{"code":402,"message":"Insufficient credits. Add more using https://openrouter.ai/settings/credits"}}""", "Quota")]
    [InlineData(403, """{"error":{"code":403,"message":"x requires moderation on OpenInference. Your input was flagged for \"violence\"."}}""", "Filtered")]
    public async Task An_error_is_of_the_kind_that_its_code_its_words_or_its_status_say(int status, string body, string kind)
    {
        var faults = new ProviderFaults(null, TimeProvider.System);
        using var response = new HttpResponseMessage(status == 0 ? System.Net.HttpStatusCode.OK : (System.Net.HttpStatusCode)status)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };

        var fault = status == 0 ? faults.InStream(Encoding.UTF8.GetBytes($"data: {body}\n")) : await faults.OfAsync(response, default);

        Assert.Equal(kind, fault!.Fault.ToString());
    }

    [Fact]
    public void A_field_of_its_own_in_a_stream_of_events_is_an_error_too()
    {
        var fault = new ProviderFaults(null, TimeProvider.System).InStream("error: {\"code\":500,\"message\":\"Context size has been exceeded.\",\"type\":\"server_error\"}\n"u8.ToArray());

        Assert.Equal(ProviderFault.Overlong, fault!.Fault);
    }
}
