using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>Why a schema is not taken.</summary>
internal sealed class SchemaFindings
{
    private const int Told = 50;

    private readonly List<Finding> _all = [];

    internal IReadOnlyList<Finding> All => _all;

    internal void Add(string pointer, string code, string message)
    {
        if (_all.Count < Told)
            _all.Add(new() { Pointer = pointer, Code = code, Message = message });
    }
}
