using Constellation.Realtime.CoreStandIn;

namespace Constellation.Realtime.Hub.Tests.Journeys;

/// <summary>A node that applies what is accepted to the stand-in for Core and the runner.</summary>
public sealed class AppliedNode : IAsyncLifetime
{
    public CoreServer Core { get; private set; } = null!;

    public TestNode Node { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Core = await CoreServer.StartAsync();
        Node = new TestNode(
            null,
            ("Core:Endpoint", Core.Address.ToString()),
            ("Runner:Endpoint", Core.Address.ToString()),
            ("Apply:GiveUpAfter", "00:00:01"),
            ("Apply:Timeout", "00:00:10"),
            ("Apply:Targets:0:Name", "alert"),
            ("Apply:Targets:0:BaseUrl", Core.Address.ToString()),
            ("Apply:Targets:0:Path", "/alerts"));
        await Node.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Node.DisposeAsync();
        await Core.DisposeAsync();
    }
}
