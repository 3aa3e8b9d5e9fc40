namespace Constellation.Realtime.CoreStandIn;

/// <summary>How a call goes wrong.</summary>
/// <param name="Times">How often; null: from now on.</param>
public abstract record Trouble(int? Times)
{
    /// <summary>The connection is cut before anything is done.</summary>
    public sealed record DiesBefore(int? Times = null) : Trouble(Times);

    /// <summary>What was asked for is done, and the connection is cut without a word of it.</summary>
    public sealed record DiesAfter(int? Times = null) : Trouble(Times);

    /// <summary>What was asked for is done, and the answer is a 500.</summary>
    public sealed record FailsAfter(int? Times = null) : Trouble(Times);

    /// <summary>Nothing is done until <see cref="CoreServer.GoesOn"/>.</summary>
    public sealed record WaitsBefore(int? Times = null) : Trouble(Times);

    /// <summary>What was asked for is done, and nothing is said of it until <see cref="CoreServer.GoesOn"/>.</summary>
    public sealed record WaitsAfter(int? Times = null) : Trouble(Times);

    /// <summary>What was asked for is done, and the answer stops in the middle of its body: the connection is cut, or stays open and silent until <see cref="CoreServer.GoesOn"/>.</summary>
    public sealed record HalfAnswersAfter(bool StaysOpen, int? Times = null) : Trouble(Times);

    /// <summary>Nothing is done, and this is the answer.</summary>
    public sealed record Answers(int Status, string Body = "", string? Location = null, int? Times = null) : Trouble(Times);
}
