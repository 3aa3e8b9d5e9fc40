namespace Constellation.Realtime.Nodes;

/// <summary>What is different about a cluster's nodes.</summary>
/// <param name="Model">Where a model of the caller's own is; else <see cref="LocalCluster.Llm"/> speaks.</param>
/// <param name="Settings">What every node is told besides.</param>
/// <param name="Hub">The assembly that is run: the hub, or one of the tests' own with a rule taken out, in the folder of the same build; or any other by its whole path.</param>
internal sealed record Setting(Uri? Model = null, IReadOnlyList<(string Key, string Value)>? Settings = null, string Hub = "Constellation.Realtime.Hub.dll")
{
    public IReadOnlyList<(string Key, string Value)> Settings { get; } = Settings ?? [];
}
