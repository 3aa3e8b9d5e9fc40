using System.Text.Json;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>What one keyword, or some that belong together, ask of a value.</summary>
internal abstract class Constraint
{
    /// <summary>The schemas that this one applies to the very same value.</summary>
    internal virtual IEnumerable<SchemaNode> InPlace => [];

    /// <summary>What types a value that passes may have, as far as this says so by itself.</summary>
    internal virtual JsonTypes Types => JsonTypes.All;

    /// <summary>Whether the value passes; see <see cref="SchemaNode.Accepts"/>.</summary>
    internal abstract bool Accepts(JsonElement value, Evaluation evaluation, Marks? marks);
}
