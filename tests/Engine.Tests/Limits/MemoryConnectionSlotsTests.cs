using Constellation.Realtime.Engine.Limits;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Limits;

public sealed class MemoryConnectionSlotsTests : ConnectionSlotsSpec
{
    private protected override IConnectionSlots Slots { get; } = new MemoryConnectionSlots(Options.Create(new LimitOptions { ConnectionsPerUser = Most }));
}
