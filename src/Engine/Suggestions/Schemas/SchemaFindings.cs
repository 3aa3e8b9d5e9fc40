using System.Collections;
using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>Why a schema is not taken; empty where it is.</summary>
internal sealed class SchemaFindings : IReadOnlyList<Finding>
{
    private const int Told = 50;

    private readonly List<Finding> _all = [];

    public int Count => _all.Count;

    /// <summary>What nobody foresaw, where that is why: for whoever asked to log. Null otherwise.</summary>
    internal Exception? Fault { get; private init; }

    public Finding this[int index] => _all[index];

    public IEnumerator<Finding> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>This one alone.</summary>
    internal static SchemaFindings Of(string pointer, string code, string message)
    {
        var findings = new SchemaFindings();
        findings.Add(pointer, code, message);
        return findings;
    }

    /// <summary>Because of a fault of ours.</summary>
    internal static SchemaFindings Of(Exception fault)
    {
        var findings = new SchemaFindings { Fault = fault };
        findings.Add("", FindingCodes.NotCompiled, "This schema could not be read: something went wrong here.");
        return findings;
    }

    internal void Add(string pointer, string code, string message)
    {
        if (_all.Count < Told)
            _all.Add(new() { Pointer = pointer, Code = code, Message = message });
    }
}
