using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Engine.Suggestions.OpenApi;

/// <summary>A document, or one operation of it, can't be taken over. Caught where the whole of it is: in <see cref="ApiImport"/>.</summary>
/// <param name="pointer">Where in the document, as a JSON Pointer.</param>
/// <param name="fault">What nobody foresaw, where that is why: for the log alone.</param>
internal sealed class UnreadableException(string pointer, string code, string message, Exception? fault = null) : Exception(message, fault)
{
    public string Pointer { get; } = pointer;

    public Finding ToFinding() => new() { Pointer = Pointer, Code = code, Message = Message };
}
