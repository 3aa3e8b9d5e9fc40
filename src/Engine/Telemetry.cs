using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Providers.Attempts;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine;

/// <summary>
/// Every metric of the engine, by name and unit (units as UCUM writes them, after OpenTelemetry's conventions). Tags have few values, and never an id.
/// </summary>
internal sealed class Telemetry
{
    /// <summary>The meter that all of them belong to.</summary>
    public const string MeterName = "Constellation.Realtime";

    private readonly Histogram<double> _turnDuration;
    private readonly Histogram<double> _firstText;
    private readonly Counter<long> _takeovers;
    private readonly Counter<long> _handovers;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _attempts;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _suggestions;
    private readonly ConcurrentDictionary<string, Measurement<int>> _breakers = new(StringComparer.Ordinal);
    private readonly Meter _meter;

    public Telemetry(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _turnDuration = _meter.CreateHistogram(
            "constellation.turn.duration", "s", "From a turn's acceptance to its terminal event, by outcome.", advice: Bounds(0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 40, 80, 160));
        _firstText = _meter.CreateHistogram(
            "constellation.turn.first_text", "s", "From a turn's acceptance to the reply's first text.", advice: Bounds(0.05, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32));
        _takeovers = _meter.CreateCounter<long>("constellation.turn.takeovers", "{turn}", "Turns that this node took over from another owner.");
        _handovers = _meter.CreateCounter<long>("constellation.turn.handovers", "{turn}", "Turns that this node left to their next owner while it stopped.");
        _refusals = _meter.CreateCounter<long>("constellation.refusals", "{call}", "Calls refused, by face (hub, rest) and code.");
        _attempts = _meter.CreateCounter<long>("constellation.provider.attempts", "{call}", "Calls of providers, by provider, model and outcome.");
        _tokens = _meter.CreateCounter<long>("constellation.provider.tokens", "{token}", "Tokens as the providers told them, by provider, model and type (input, output).");
        _suggestions = _meter.CreateCounter<long>(
            "constellation.suggestions", "{suggestion}", "Candidates as they were judged, and suggestions as they were decided on and applied, by target and outcome.");
        Func<IEnumerable<Measurement<int>>> breakers = () => _breakers.Values;
        _meter.CreateObservableGauge(
            "constellation.provider.breaker", breakers, "{state}", "Whether a provider is passed over, as this node last saw it: 0 closed, 1 half open, 2 open.");
    }

    /// <summary>A turn has its terminal event.</summary>
    /// <param name="outcome">How it ended.</param>
    /// <param name="duration">Since it was accepted, on whatever node.</param>
    public void TurnEnded(TurnStatus outcome, TimeSpan duration) => _turnDuration.Record(duration.TotalSeconds, new KeyValuePair<string, object?>("outcome", Word(outcome)));

    /// <summary>A turn has said its first text.</summary>
    public void FirstText(TimeSpan wait) => _firstText.Record(wait.TotalSeconds);

    /// <summary>A turn was taken over from another owner.</summary>
    public void TurnTakenOver() => _takeovers.Add(1);

    /// <summary>A turn was left to its next owner.</summary>
    public void TurnHandedOver() => _handovers.Add(1);

    /// <summary>A call was refused.</summary>
    /// <param name="face"><c>hub</c> or <c>rest</c>.</param>
    /// <param name="code">One of <see cref="ErrorCodes"/>.</param>
    public void Refused(string face, string code) =>
        _refusals.Add(1, new KeyValuePair<string, object?>("face", face), new KeyValuePair<string, object?>("code", code));

    /// <summary>A call of a provider is over.</summary>
    public void AttemptEnded(EndedAttempt ended)
    {
        var (provider, model) = (Tag("provider", ended.Attempt.Provider), Tag("model", ended.Attempt.Model));
        _attempts.Add(1, provider, model, Tag("outcome", ended.Outcome));
        if (ended.Tokens is not { } tokens) return;
        _tokens.Add(tokens.InputTokens, provider, model, Tag("type", "input"));
        _tokens.Add(tokens.OutputTokens, provider, model, Tag("type", "output"));
    }

    /// <summary>A candidate was judged.</summary>
    /// <param name="target">A registered one: whatever else a model calls one would be a label of its own.</param>
    /// <param name="isRepaired">Whether it passed only once it was mended.</param>
    public void CandidateJudged(string target, bool passed, bool isRepaired) => Suggestion(target, !passed ? "invalid" : isRepaired ? "repaired" : "ready");

    /// <summary>A suggestion was decided on.</summary>
    /// <param name="isEdited">Whether the user accepted what they had made of it.</param>
    public void SuggestionDecided(string target, Decision decision, bool isEdited) =>
        Suggestion(target, decision == Decision.Rejected ? "rejected" : isEdited ? "edited" : "accepted");

    /// <summary>An accepted suggestion was applied, or could not be.</summary>
    public void SuggestionSettled(string target, bool isApplied) => Suggestion(target, isApplied ? "applied" : "failed");

    /// <summary>A provider's breaker was asked or told.</summary>
    /// <param name="key">Which one: two of the same model are told apart by their place.</param>
    /// <param name="place">The provider's place among those configured, from 0.</param>
    /// <param name="state">0 closed, 1 half open, 2 open.</param>
    public void BreakerSeen(string key, int place, string provider, string model, int state) =>
        _breakers[key] = new Measurement<int>(state, Tag("provider", provider), Tag("model", model), Tag("place", place));

    /// <summary>Has this node's load read whenever somebody looks.</summary>
    /// <param name="turns">How many turns run, wait or are being accepted here.</param>
    /// <param name="connections">How many hub connections are open here.</param>
    public void ObserveLoad(Func<long> turns, Func<long> connections)
    {
        _meter.CreateObservableGauge("constellation.turns.live", turns, "{turn}", "Turns that run, wait or are being accepted on this node.");
        _meter.CreateObservableGauge("constellation.connections", connections, "{connection}", "Hub connections that are open on this node.");
    }

    private void Suggestion(string target, string outcome) => _suggestions.Add(1, Tag("target", target), Tag("outcome", outcome));

    private static KeyValuePair<string, object?> Tag(string name, object value) => new(name, value);

    private static InstrumentAdvice<double> Bounds(params double[] seconds) => new() { HistogramBucketBoundaries = seconds };

    private static string Word(TurnStatus status) => status switch
    {
        TurnStatus.Completed => "completed",
        TurnStatus.Cancelled => "cancelled",
        _ => "failed",
    };
}
