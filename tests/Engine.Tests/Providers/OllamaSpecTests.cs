namespace Constellation.Realtime.Engine.Tests.Providers;

public sealed class OllamaAnswerSpecTests() : AnswerSpec(new OllamaWire());

public sealed class OllamaCutSpecTests() : CutSpec(new OllamaWire());

public sealed class OllamaFaultSpecTests() : FaultSpec(new OllamaWire());

public sealed class OllamaRequestSpecTests() : RequestSpec(new OllamaWire());

public sealed class OllamaPrefillSpecTests() : PrefillSpec(new OllamaWire());
