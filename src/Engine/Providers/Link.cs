namespace Constellation.Realtime.Engine.Providers;

/// <summary>A provider's place in the chain, and what the node keeps of it.</summary>
internal sealed class Link
{
    private Link(ILlmProvider provider, int position, string key, RetryBudget retries) =>
        (Provider, Position, Key, Retries) = (provider, position, key, retries);

    public ILlmProvider Provider { get; }

    /// <summary>From 0, in the configured order.</summary>
    public int Position { get; }

    /// <summary>The name of its breaker: the same on every node that is configured alike.</summary>
    public string Key { get; }

    public RetryBudget Retries { get; }

    /// <summary>Whether a call costs nothing and asks nobody outside.</summary>
    public bool IsFree => Provider.Name == ProviderKinds.Planner;

    /// <summary>These providers, in this order.</summary>
    public static IReadOnlyList<Link> Chain(IReadOnlyList<ILlmProvider> providers, TimeProvider time) =>
        [.. providers.Select((provider, i) => new Link(provider, i, KeyOf(providers, i), new RetryBudget(time)))];

    /// <summary>The order for one answer: who gave the turn's last one comes first, so that a turn that had to leave a provider stays with the next.</summary>
    public static IReadOnlyList<Link> StartingWith(IReadOnlyList<Link> chain, Attempt? before) =>
        before is null ? chain : [.. chain.OrderBy(link => link.Position != before.Position)];

    public Attempt Attempt(int number, bool goesOn) => new(number, Provider.Name, Provider.Model) { Position = Position, GoesOn = goesOn };

    // Two endpoints may serve the same model: they are told apart by their place among those.
    private static string KeyOf(IReadOnlyList<ILlmProvider> providers, int i)
    {
        var (name, model) = (providers[i].Name, providers[i].Model);
        return $"{name}:{model}:{providers.Take(i).Count(other => other.Name == name && other.Model == model)}";
    }
}
