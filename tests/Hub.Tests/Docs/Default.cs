using System.Collections;
using System.Globalization;
using Constellation.Realtime.Engine;
using Constellation.Realtime.Hub.Auth;

namespace Constellation.Realtime.Hub.Tests.Docs;

/// <summary>What a configuration key is where nothing is set.</summary>
internal sealed record Default(object? Value)
{
    /// <summary>Null where no options record has that key by itself, as for an entry of a list.</summary>
    internal static Default? Of(string key)
    {
        var path = key.Split(':');
        if (path is not [var section, var name]) return null;

        var options = new[] { typeof(ChatEngine), typeof(AuthOptions) }.SelectMany(known => known.Assembly.GetTypes())
            .SingleOrDefault(type => type.Name == $"{section}Options" || type.Name == $"{section.TrimEnd('s')}Options");
        return options?.GetProperty(name) is { } property ? new Default(property.GetValue(Activator.CreateInstance(options))) : null;
    }

    internal bool IsWritten(string? text) => Value switch
    {
        null => text is null,
        ICollection { Count: 0 } => text is null,
        TimeSpan span => text is not null && TimeSpan.Parse(text, CultureInfo.InvariantCulture) == span,
        _ => text == Convert.ToString(Value, CultureInfo.InvariantCulture),
    };
}
