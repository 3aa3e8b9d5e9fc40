namespace Constellation.Realtime.Simulation.TurnModel;

/// <summary>How long the text is, and how much may go wrong.</summary>
internal sealed record Faults(int Length, int Crashes = 0, int Losses = 0, int Takeovers = 0, bool LostReplies = false, int Breaks = 0, int Guests = 0,
    bool Cancels = false, bool Deletes = false, bool Ends = false, bool Prefill = true, int Readers = 1);
