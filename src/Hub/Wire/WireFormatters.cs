using System.Buffers.Text;
using System.Text;
using Constellation.Realtime.Contracts;
using MessagePack;
using MessagePack.Formatters;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>An id as canonical text, as in JSON.</summary>
internal sealed class WireIdFormatter : IMessagePackFormatter<Guid>
{
    public void Serialize(ref MessagePackWriter writer, Guid value, MessagePackSerializerOptions options) => writer.Write(value.ToString("D"));

    public Guid Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options)
    {
        var text = Encoding.UTF8.GetBytes(reader.ReadString() ?? "");
        return Utf8Parser.TryParse(text, out Guid id, out var length, 'D') && length == text.Length
            ? id
            : throw new MessagePackSerializationException("Expected a UUID as text.");
    }
}

/// <summary>A time as text, as in JSON; MessagePack's own form is a pair of numbers.</summary>
internal sealed class WireTimeFormatter : IMessagePackFormatter<DateTimeOffset>
{
    public void Serialize(ref MessagePackWriter writer, DateTimeOffset value, MessagePackSerializerOptions options) =>
        writer.Write(WireTime.Write(value));

    public DateTimeOffset Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        WireTime.TryRead(reader.ReadString(), out var time)
            ? time
            : throw new MessagePackSerializationException("Expected a time in RFC 3339 as text.");
}

/// <summary>An enumeration by its names on the wire, exactly.</summary>
internal sealed class WireEnumFormatter<T> : IMessagePackFormatter<T>
    where T : struct, Enum
{
    public void Serialize(ref MessagePackWriter writer, T value, MessagePackSerializerOptions options) => writer.Write(WireNames.Of(value));

    public T Deserialize(ref MessagePackReader reader, MessagePackSerializerOptions options) =>
        WireNames.TryParse<T>(reader.ReadString(), out var value)
            ? value
            : throw new MessagePackSerializationException($"Expected one of: {WireNames.Listed<T>()}.");
}
