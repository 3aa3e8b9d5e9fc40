using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Ollama;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class OllamaSpecTests : ProviderSpec
{
    private protected override string Kind => ProviderKinds.Ollama;

    private protected override string ErrorInStream => "{\"error\":{\"message\":\"Overloaded\",\"type\":\"overloaded\"}}\n";

    private protected override ILlmProvider Create(ProviderOptions options) => new OllamaProvider(options, Time);
}
