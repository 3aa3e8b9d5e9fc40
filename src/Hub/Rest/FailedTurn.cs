using Constellation.Realtime.Contracts;

namespace Constellation.Realtime.Hub.Rest;

/// <summary>A turn that was accepted and failed, as the answer of a call that waited for it.</summary>
internal static class FailedTurn
{
    public static IResult Of(TurnError error, SessionEvent terminal) => Results.Problem(
        detail: error.Message,
        statusCode: ErrorCodes.Statuses[error.Code],
        title: "The turn failed",
        extensions: new Dictionary<string, object?>
        {
            ["code"] = error.Code,
            ["session_id"] = terminal.SessionId,
            ["turn_id"] = terminal.TurnId,
            ["partial"] = terminal.Message!.Content,
        });
}
