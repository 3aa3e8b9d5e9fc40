using System.Reflection;
using Xunit.Sdk;

namespace Constellation.Realtime.Hub.Tests.Doors;

public enum DoorKind
{
    SignalRJson,
    SignalRMessagePack,
    Rest,
    ServerSentEvents,
}

/// <summary>Runs a theory once through each door.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EveryDoorAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => Enum.GetValues<DoorKind>().Select(kind => new object[] { kind });
}

/// <summary>Runs a theory through both protocols of the hub: what only the hub offers.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BothProtocolsAttribute : DataAttribute
{
    public override IEnumerable<object[]> GetData(MethodInfo testMethod) => [[DoorKind.SignalRJson], [DoorKind.SignalRMessagePack]];
}
