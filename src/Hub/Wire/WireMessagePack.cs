using System.Text.Json;
using Constellation.Realtime.Contracts;
using MessagePack;
using MessagePack.Formatters;
using MessagePack.Resolvers;

namespace Constellation.Realtime.Hub.Wire;

/// <summary>How MessagePack is written and read: JSON's names and texts (ids, times, enumerations) in MessagePack's maps and arrays.</summary>
internal static class WireMessagePack
{
    /// <summary>For both ends. Absent values are nil.</summary>
    internal static MessagePackSerializerOptions Options { get; } = MessagePackSerializerOptions.Standard
        .WithResolver(CompositeResolver.Create(new WireResolver(), StandardResolver.Instance))
        .WithSecurity(MessagePackSecurity.UntrustedData);

    private sealed class WireResolver : IFormatterResolver
    {
        public IMessagePackFormatter<T>? GetFormatter<T>() => Found<T>.Formatter;

        private static object? Find(Type type)
        {
            if (Nullable.GetUnderlyingType(type) is { } underlying)
            {
                return Find(underlying) is { } formatter
                    ? Activator.CreateInstance(typeof(StaticNullableFormatter<>).MakeGenericType(underlying), formatter)
                    : null;
            }

            if (type.IsEnum && type.Assembly == typeof(Session).Assembly)
                return Activator.CreateInstance(typeof(WireEnumFormatter<>).MakeGenericType(type));
            if (type == typeof(Guid)) return new WireIdFormatter();
            if (type == typeof(DateTimeOffset)) return new WireTimeFormatter();
            return type == typeof(JsonElement) ? new JsonElementFormatter() : null;
        }

        private static class Found<T>
        {
            internal static readonly IMessagePackFormatter<T>? Formatter = (IMessagePackFormatter<T>?)Find(typeof(T));
        }
    }
}
