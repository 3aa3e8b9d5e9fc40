using System.Collections.Immutable;

namespace Constellation.Realtime.ScriptedModel;

internal abstract record Step
{
    internal sealed record Text(string Value) : Step;

    internal sealed record Call(string Tool, ImmutableArray<string> Arguments) : Step;

    internal sealed record More(ImmutableArray<string> Arguments) : Step;

    internal sealed record Finish(string Reason) : Step;

    internal sealed record Raw(byte[] Bytes) : Step;

    internal sealed record Wait : Step;

    internal sealed record Stall : Step;

    internal sealed record Break : Step;

    internal sealed record EndEarly : Step;

    internal sealed record Answer(int Status, string Body, string ContentType, (string Name, string Value)[] Headers);
}
