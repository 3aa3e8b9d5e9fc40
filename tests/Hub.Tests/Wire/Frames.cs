using System.Buffers;
using MessagePack;

namespace Constellation.Realtime.Hub.Tests.Wire;

/// <summary>Messages of SignalR's MessagePack protocol, written by hand.</summary>
internal static class Frames
{
    internal delegate void Write(ref MessagePackWriter writer);

    /// <summary>An invocation (1) or stream invocation (4) with id 1.</summary>
    internal static byte[] Call(int type, string target, params object?[] arguments) => Call(type, target, (ref MessagePackWriter writer) =>
    {
        writer.WriteArrayHeader(arguments.Length);
        foreach (var argument in arguments) MessagePackSerializer.Serialize(ref writer, argument, MessagePack.Resolvers.ContractlessStandardResolver.Options);
    });

    internal static byte[] Call(int type, string target, Write arguments)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(bytes);
        writer.WriteArrayHeader(6);
        writer.Write(type);
        writer.WriteMapHeader(0);
        writer.Write("1");
        writer.Write(target);
        arguments(ref writer);
        writer.WriteArrayHeader(0);
        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }
}
