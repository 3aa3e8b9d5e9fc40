using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Engine.Providers.Anthropic;
using Constellation.Realtime.Engine.Providers.Attempts;
using Constellation.Realtime.Engine.Providers.Breakers;
using Constellation.Realtime.Engine.Providers.Ollama;
using Constellation.Realtime.Engine.Providers.OpenAi;
using Constellation.Realtime.Engine.Redis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Providers;

/// <summary>Which providers run, from configuration.</summary>
internal static class ProviderSetup
{
    private const string AnthropicApi = "https://api.anthropic.com/v1";
    private const string HuggingFaceRouter = "https://router.huggingface.co/v1";

    /// <summary>Registers <see cref="Fallback"/> over the section <c>Llm</c>. The planner is whatever is registered as keyed <see cref="ILlmProvider"/>
    /// under <see cref="ProviderKinds.Planner"/>.</summary>
    public static IServiceCollection AddProviders(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<LlmOptions>, LlmOptionsCheck>();
        services.AddOptions<LlmOptions>().Bind(configuration.GetSection(LlmOptions.Section)).ValidateOnStart();
        services.TryAddSingleton<Telemetry>();
        services.AddSingleton<AttemptQueue>();
        if (services.AddRedis(configuration)) services.AddSingleton<IBreakers, RedisBreakers>();
        else services.AddSingleton<IBreakers, MemoryBreakers>();
        return services.AddSingleton(container =>
        {
            var options = container.GetRequiredService<IOptions<LlmOptions>>().Value;
            var time = container.GetRequiredService<TimeProvider>();
            IReadOnlyList<ProviderOptions> configured = options.Providers.Count > 0 ? options.Providers : [new() { Kind = ProviderKinds.Planner }];
            return new Fallback(
                [.. configured.Select(one => new Patience(new PromptWindow(Create(one, container, time), PromptWindow.Of(one)), options, time))],
                container.GetRequiredService<IBreakers>(),
                container.GetRequiredService<AttemptQueue>(),
                container.GetRequiredService<ITokensSpent>(),
                container.GetRequiredService<Telemetry>(),
                time,
                container.GetRequiredService<ILogger<Fallback>>());
        });
    }

    private static ILlmProvider Create(ProviderOptions options, IServiceProvider container, TimeProvider time) => options.Kind switch
    {
        ProviderKinds.Planner => container.GetRequiredKeyedService<ILlmProvider>(ProviderKinds.Planner),
        ProviderKinds.HuggingFace => new OpenAiProvider(options with { Endpoint = options.Endpoint ?? HuggingFaceRouter }, time),
        ProviderKinds.Anthropic => new AnthropicProvider(options with { Endpoint = options.Endpoint ?? AnthropicApi }, time),
        ProviderKinds.Ollama => new OllamaProvider(options, time),
        _ => new OpenAiProvider(options, time),
    };
}
