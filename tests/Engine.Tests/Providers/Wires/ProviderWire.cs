using System.Text.Json;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>What the specification of providers has to know of a wire.</summary>
internal abstract class ProviderWire
{
    public abstract string Kind { get; }

    /// <summary>An overloaded server in the midst of an answer.</summary>
    public abstract string ErrorInStream { get; }

    /// <summary>What a server or a proxy sends so that the connection is not taken for dead.</summary>
    public abstract string SignOfLife { get; }

    /// <summary>Frames of JSON with other types than the wire's, or without what they are for.</summary>
    public abstract IReadOnlyList<string> WrongShapes { get; }

    public abstract ILlmProvider Create(ProviderOptions options, TimeProvider time);

    public abstract void AssertLimits(JsonElement request, int contextTokens, int answerTokens);

    /// <summary>Some APIs refuse calls and results where no tools are.</summary>
    public abstract void AssertCallsAreUnderstood(ReceivedRequest request);

    /// <summary>Some want to be told that the last message is to be gone on with, besides that it is the model's.</summary>
    public virtual void AssertGoesOn(JsonElement request, bool goesOn)
    {
    }
}
