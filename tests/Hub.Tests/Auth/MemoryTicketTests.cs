using Constellation.Realtime.Hub.Tests.Wire;

namespace Constellation.Realtime.Hub.Tests.Auth;

public sealed class MemoryTicketTests : TicketSpec
{
    protected override Task PassAsync(TimeSpan time) => Task.CompletedTask;

    private protected override Task<ProbeHost> StartAsync(TimeProvider time) => ProbeHost.StartAsync(time, ("Auth:JwtSecret", Tokens.Secret));
}
