using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using Constellation.Realtime.Engine;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>
/// A protocol that judges calls by the contract before SignalR does. A call that can't be bound never reaches a hub filter, and SignalR's own words
/// for it carry no code; so both protocols hand the arguments over as JSON, one strict reader makes the records of them, and whatever is wrong
/// becomes <c>invalid_request</c>. On the way out, an error that SignalR made itself gets its line.
/// </summary>
internal sealed class CheckedHubProtocol(IHubProtocol inner, HubMethods methods) : IHubProtocol
{
    private const int LongestName = 64;

    public string Name => inner.Name;

    public int Version => inner.Version;

    public TransferFormat TransferFormat => inner.TransferFormat;

    public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => inner.GetMessageBytes(WithLine(message));

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => inner.WriteMessage(WithLine(message), output);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        var start = input;
        try
        {
            if (!inner.TryParseMessage(ref input, new ElementBinder(binder, methods), out message)) return false;
        }
        catch (InvalidDataException fault) when (fault.InnerException is JsonException && DeepJson.TryFind(start, out var call))
        {
            message = Refused(call.InvocationId, call.Target, RefusedException.Invalid("The arguments are nested too deeply."));
            return true;
        }

        message = message switch
        {
            InvocationMessage call => Judged(call, streams: false),
            StreamInvocationMessage call => Judged(call, streams: true),
            InvocationBindingFailureMessage failed => Refused(failed.InvocationId, failed.Target, WhyUnbound(failed)),
            _ => message,
        };
        return true;
    }

    private static HubMessage WithLine(HubMessage message)
    {
        if (message is not CompletionMessage { Error: { } error } completion || Refusals.EndsWithLine(error)) return message;
        var sentence = error.Replace('{', '(');
        return CompletionMessage.WithError(completion.InvocationId!, $"{sentence} {Refusals.ToLine(FromSentence(sentence))}");
    }

    // SignalR's own sentences: either something broke here, or the call is one that it does not take, such as one whose id is in use.
    private static RefusedException FromSentence(string sentence) =>
        sentence.Contains("error occurred", StringComparison.Ordinal) ? Refusals.Unforeseen() : RefusedException.Invalid(sentence);

    private HubMessage Judged(HubMethodInvocationMessage call, bool streams)
    {
        if (!methods.TryGet(call.Target, out var method)) return Refused(call.InvocationId, call.Target, NoSuchMethod);
        if (method.Streams != streams)
            return Refused(call.InvocationId, call.Target, RefusedException.Invalid($"{call.Target} {(streams ? "is no stream" : "is a stream")}."));
        for (var i = 0; i < method.Parameters.Count; i++)
        {
            var parameter = method.Parameters[i];
            var element = (JsonElement)call.Arguments[i]!;
            try
            {
                call.Arguments[i] = element.Deserialize(parameter.ParameterType, WireJson.Hub)
                    ?? throw RefusedException.Invalid($"{parameter.Name} must not be null.");
            }
            catch (RefusedException refused)
            {
                return Refused(call.InvocationId, call.Target, refused);
            }
            catch (JsonException fault)
            {
                return Refused(call.InvocationId, call.Target, RefusedException.Invalid(JsonFault.Describe(fault, parameter.Name!)));
            }
        }

        return call;
    }

    private RefusedException WhyUnbound(InvocationBindingFailureMessage failed)
    {
        if (!methods.TryGet(failed.Target, out var method)) return NoSuchMethod;
        for (var cause = failed.BindingFailure.SourceException; cause is not null; cause = cause.InnerException)
        {
            if (cause is RefusedException refused) return refused;
            if (cause is JsonException fault) return RefusedException.Invalid(JsonFault.Describe(fault, "An argument"));
        }

        return RefusedException.Invalid(method.Usage);
    }

    private static RefusedException NoSuchMethod => RefusedException.Invalid("There is no such method.");

    // SignalR repeats the method's name before our line, and clients read from the first "{": a name may hold none.
    private static InvocationBindingFailureMessage Refused(string? invocationId, string target, RefusedException refused) =>
        new(
            invocationId,
            target.Length <= LongestName && target.All(char.IsAsciiLetterOrDigit) ? target : "?",
            ExceptionDispatchInfo.Capture(Refusals.ToHubException(refused)));

    private sealed class ElementBinder(IInvocationBinder inner, HubMethods methods) : IInvocationBinder
    {
        public IReadOnlyList<Type> GetParameterTypes(string methodName) =>
            methods.TryGet(methodName, out var method) ? method.ElementTypes : throw NoSuchMethod;

        public Type GetReturnType(string invocationId) => inner.GetReturnType(invocationId);

        public Type GetStreamItemType(string streamId) => inner.GetStreamItemType(streamId);

        public string? GetTarget(ReadOnlySpan<byte> utf8Bytes) => inner.GetTarget(utf8Bytes);
    }
}
