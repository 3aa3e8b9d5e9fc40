namespace Constellation.Realtime.Engine.Providers.Http;

/// <summary>
/// The token of the call that is made in this flow. An SDK may read a stream without it, and a client's own token ends with the headers: then a cancelled call
/// would wait for a model that says nothing.
/// </summary>
internal static class ProviderCall
{
    private static readonly AsyncLocal<CancellationToken> Current = new();

    /// <summary>Of the call that is being made; none where none is.</summary>
    public static CancellationToken Token
    {
        get => Current.Value;
        set => Current.Value = value;
    }
}
