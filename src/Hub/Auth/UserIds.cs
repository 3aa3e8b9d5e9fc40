using Microsoft.AspNetCore.SignalR;

namespace Constellation.Realtime.Hub.Auth;

/// <summary>SignalR's name for a user, for pushes to all of their connections: their id in canonical form.</summary>
internal sealed class UserIds : IUserIdProvider
{
    public string? GetUserId(HubConnectionContext connection) => connection.User.FindCaller()?.UserId.ToString("D");
}
