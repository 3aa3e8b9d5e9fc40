namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class OpenAiAnswerSpecTests() : AnswerSpec(new OpenAiWire());

public sealed class OpenAiCutSpecTests() : CutSpec(new OpenAiWire());

public sealed class OpenAiFaultSpecTests() : FaultSpec(new OpenAiWire());

public sealed class OpenAiRequestSpecTests() : RequestSpec(new OpenAiWire());

public sealed class OpenAiPrefillSpecTests() : PrefillSpec(new OpenAiWire());
