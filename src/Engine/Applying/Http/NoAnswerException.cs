namespace Constellation.Realtime.Engine.Applying.Http;

/// <summary>An API gave no whole answer. Caught where what to do next is decided.</summary>
/// <param name="reason">For people: what happened, without addresses.</param>
/// <param name="wasSent">Whether the request may have been taken: then what became of it is not known.</param>
internal sealed class NoAnswerException(string reason, bool wasSent, Exception? inner = null) : Exception(reason, inner)
{
    public bool WasSent { get; } = wasSent;
}
