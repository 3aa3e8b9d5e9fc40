using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.OpenAi;

namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class OpenAiSpecTests : ProviderSpec
{
    private protected override string Kind => ProviderKinds.OpenAi;

    private protected override string ErrorInStream => "data: {\"error\":{\"message\":\"Overloaded\",\"type\":\"overloaded_error\"}}\n\n";

    private protected override ILlmProvider Create(ProviderOptions options) => new OpenAiProvider(options, Time);
}
