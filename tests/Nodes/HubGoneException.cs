namespace Constellation.Realtime.Nodes;

/// <summary>A node ended before it was ready.</summary>
internal sealed class HubGoneException(HubProcess hub) : Exception("The hub is gone:\n" + hub.Output)
{
    public int ProcessId => hub.ProcessId;
}
