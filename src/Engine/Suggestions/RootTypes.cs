using Constellation.Realtime.Engine.Suggestions.Schemas;

namespace Constellation.Realtime.Engine.Suggestions;

/// <summary>
/// What types of values a schema can take at its root. Reckoned from what it says, not tried with samples: a type that is not in here is refused for certain; one
/// that is may be refused all the same, for a reason that is not looked at, such as <c>not</c>.
/// </summary>
internal sealed class RootTypes
{
    private readonly Dictionary<SchemaNode, JsonTypes> _known = new(ReferenceEqualityComparer.Instance);

    /// <summary>A call's arguments are an object, always; a schema that takes anything else describes something else.</summary>
    internal static bool AllowsMoreThanObjects(CompiledSchema schema) => (new RootTypes().Of(schema.Root) & ~JsonTypes.Object) != 0;

    // No schema leads back to itself in place, and not more than a hundred follow each other: the compiler refuses such.
    private JsonTypes Of(SchemaNode node)
    {
        if (_known.TryGetValue(node, out var known))
            return known;
        return _known[node] = node.RefusesAll ? JsonTypes.None : node.Constraints.Aggregate(JsonTypes.All, (types, constraint) => types & Of(constraint));
    }

    private JsonTypes Of(Constraint constraint) => constraint switch
    {
        AllOf => constraint.InPlace.Aggregate(JsonTypes.All, (types, node) => types & Of(node)),
        Alternatives or DynamicReference => Any(constraint.InPlace),
        // With both branches one of them holds, whatever the condition says.
        Conditional => constraint.InPlace.ToArray() is [_, var then, var otherwise] ? Of(then) | Of(otherwise) : JsonTypes.All,
        _ => constraint.Types,
    };

    private JsonTypes Any(IEnumerable<SchemaNode> nodes) => nodes.Aggregate(JsonTypes.None, (types, node) => types | Of(node));
}
