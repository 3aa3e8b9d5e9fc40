namespace Constellation.Realtime.Engine.Database;

/// <summary>A schema that a target, registered or built in, has or had, under the hash of its text. It stays for as long as the suggestions that were checked by it.</summary>
internal sealed class TargetSchemaRow
{
    public required string SchemaVersion { get; init; }

    /// <summary>As it was registered, kept as text: a JSON column would reorder its keys and rewrite its numbers.</summary>
    public required string Schema { get; init; }
}
