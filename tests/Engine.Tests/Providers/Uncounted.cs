using Constellation.Realtime.Engine.Limits;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>Whoever asks has all tokens that there are.</summary>
internal sealed class Uncounted : ITokensSpent
{
    public ValueTask<long> ReadAsync(Guid userId, CancellationToken cancellationToken) => new(0);

    public ValueTask AddAsync(Guid userId, long tokens, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}
