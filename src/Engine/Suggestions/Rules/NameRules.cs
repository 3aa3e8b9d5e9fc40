namespace Constellation.Realtime.Engine.Suggestions.Rules;

/// <summary>R9 beyond what the schema says of names.</summary>
internal static class NameRules
{
    internal static CandidateError? Fault(string name, string pointer) => name.Contains('\0', StringComparison.Ordinal)
        ? new() { Pointer = pointer, Code = FindingCodes.BadName, Message = "A name can't hold the character U+0000: no database takes it." }
        : null;
}
