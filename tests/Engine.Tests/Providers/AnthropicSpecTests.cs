namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class AnthropicAnswerSpecTests() : AnswerSpec(new AnthropicWire());

public sealed class AnthropicCutSpecTests() : CutSpec(new AnthropicWire());

public sealed class AnthropicFaultSpecTests() : FaultSpec(new AnthropicWire());

public sealed class AnthropicRequestSpecTests() : RequestSpec(new AnthropicWire());

public sealed class AnthropicPrefillSpecTests() : PrefillSpec(new AnthropicWire());
