using System.Runtime.CompilerServices;
using Constellation.Realtime.Engine.Limits;
using Constellation.Realtime.Engine.Providers.Attempts;
using Constellation.Realtime.Engine.Providers.Breakers;
using Microsoft.Extensions.Logging;

namespace Constellation.Realtime.Engine.Providers;

/// <summary>
/// The configured providers as one. Before its first piece a provider is asked again where this helps, and then the next one is; where an answer breaks off after
/// it, the next one goes on with it or says it anew. One whose breaker is open is passed over while another is left.
/// </summary>
internal sealed partial class Fallback : IDisposable
{
    /// <summary>
    /// Calls of models for one answer, over all providers: what a turn asks for before its tools are run, or after a round of them. A provider may be tried three
    /// times within that, and the last of the calls are kept for those that are left. The planner costs nothing and does not count.
    /// </summary>
    public const int MostCalls = 3;

    private readonly IReadOnlyList<Link> _chain;
    private readonly IBreakers _breakers;
    private readonly AttemptQueue _attempts;
    private readonly ITokensSpent _tokens;
    private readonly Telemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly ILogger<Fallback> _logger;

    public Fallback(
        IReadOnlyList<ILlmProvider> providers, IBreakers breakers, AttemptQueue attempts, ITokensSpent tokens, Telemetry telemetry, TimeProvider time,
        ILogger<Fallback> logger)
    {
        (_breakers, _attempts, _tokens, _telemetry, _time, _logger) = (breakers, attempts, tokens, telemetry, time, logger);
        _chain = Link.Chain(providers, time);
        ContinuesText = providers.All(provider => provider.ContinuesText);
    }

    /// <summary>Whether a reply that broke off with its node can be gone on with, whoever of them answers.</summary>
    public bool ContinuesText { get; }

    /// <summary>
    /// One answer to the prompt, each piece with who says it. The last piece is <see cref="Piece.End"/>; an answer that isn't filtered says something before it, unless it
    /// <see cref="Prompt.MayEndEmpty"/>.
    /// </summary>
    /// <exception cref="ProviderException">No provider gave a whole answer: the last one's fault.</exception>
    public async IAsyncEnumerable<AttemptPiece> StreamAsync(Prompt prompt, AskedFor askedFor, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (said, number, calls) = (new Said(), 0, 0);
        ProviderException? fault = null;
        var left = Link.StartingWith(_chain, askedFor.Before);
        for (var i = 0; i < left.Count; i++)
        {
            var (link, isLast) = (left[i], i == left.Count - 1);
            if (!link.IsFree && calls == MostCalls) continue;
            var admitted = isLast ? BreakerState.Closed : await AdmitAsync(link, cancellationToken);
            if (admitted == BreakerState.Open) continue;

            var keptForOthers = left.Skip(i + 1).Count(other => !other.IsFree);
            var mayGoOn = link.Provider.GoesOnWithOthers;
            TimeSpan? pause = TimeSpan.Zero;
            for (var tries = 1; pause is { } wait; tries++)
            {
                await Task.Delay(wait, _time, cancellationToken);
                var goesOn = mayGoOn && said.CanBeGoneOnWith;
                var asked = goesOn ? prompt with { Begun = prompt.Begun + said.Text, MayEndEmpty = false } : prompt;
                var state = BreakerState.Closed;
                calls += link.IsFree ? 0 : 1;
                if (tries == 1) link.Retries.Called();
                await using var call = new Call(askedFor, link.Attempt(++number, goesOn), _time);
                try
                {
                    if (await call.OpenAsync(link.Provider, asked, cancellationToken))
                    {
                        if (!goesOn) said = new Said();
                        while (await call.NextAsync() is { } piece)
                        {
                            said.Take(piece);
                            yield return new(call.Attempt, piece);
                        }

                        if (call.IsWhole) yield break;
                    }
                }
                finally
                {
                    state = await EndAsync(link, call, admitted);
                }

                fault = call.Fault!;

                // Never from a filter to a laxer provider.
                if (fault.Fault == ProviderFault.Filtered) throw fault;

                // It takes no beginnings, or finds nothing to add to this one: whether the answer was whole is not known then, and it says it anew.
                var refusesToGoOn = goesOn && !call.HasBegun && fault.Fault is (ProviderFault.BadRequest or ProviderFault.Empty);
                mayGoOn &= !refusesToGoOn;
                pause = call.HasBegun || calls + keptForOthers >= MostCalls || (state != BreakerState.Closed && !isLast) ? null
                    : refusesToGoOn ? TimeSpan.Zero
                    : RetryPause.Before(tries, fault, isLast, Random.Shared.NextDouble());
                if (pause is not null && !link.Retries.TryTake())
                {
                    Log.NoRetryLeft(_logger, link.Provider.Name, link.Provider.Model);
                    pause = null;
                }
            }
        }

        throw fault ?? throw new InvalidOperationException("No provider is configured.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var link in _chain) (link.Provider as IDisposable)?.Dispose();
    }

    private async ValueTask<BreakerState> AdmitAsync(Link link, CancellationToken cancellationToken)
    {
        if (link.IsFree) return BreakerState.Closed;
        var state = await _breakers.AdmitAsync(link.Key, cancellationToken);
        _telemetry.BreakerSeen(link.Key, link.Position, link.Provider.Name, link.Provider.Model, (int)state);
        return state;
    }

    /// <summary>Tells all who want to know how a call went. Not broken off, even where the turn is.</summary>
    private async ValueTask<BreakerState> EndAsync(Link link, Call call, BreakerState admitted)
    {
        var ended = call.Ended();
        if (!_attempts.TryAdd(ended)) Log.NotRecorded(_logger, ended.Attempt.Provider, ended.Attempt.Model);
        _telemetry.AttemptEnded(ended);
        if (ended.Tokens is { } cost) await _tokens.AddAsync(ended.AskedFor.UserId, (long)cost.InputTokens + cost.OutputTokens, CancellationToken.None);
        if (call.Fault is { } fault)
        {
            if (call.HasBegun) Log.AttemptBroke(_logger, ended.Attempt.Number, ended.Attempt.Provider, ended.Attempt.Model, fault.Fault, fault.Message);
            else Log.AttemptFailed(_logger, ended.Attempt.Number, ended.Attempt.Provider, ended.Attempt.Model, fault.Fault, fault.Message);
        }

        var report = call.Fault is null ? (call.IsWhole ? BreakerReport.Answered : BreakerReport.Unknown) : BreakerRule.Of(call.Fault.Fault);
        if (link.IsFree || (report == BreakerReport.Unknown && admitted != BreakerState.HalfOpen)) return BreakerState.Closed;
        var state = await _breakers.ReportAsync(link.Key, report, CancellationToken.None);
        _telemetry.BreakerSeen(link.Key, link.Position, link.Provider.Name, link.Provider.Model, (int)state);
        return state;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} at {Provider}, model {Model}, failed with {Fault}: {Reason}")]
        internal static partial void AttemptFailed(ILogger logger, int attempt, string provider, string model, ProviderFault fault, string reason);

        [LoggerMessage(LogLevel.Warning, "Attempt {Attempt} at {Provider}, model {Model}, broke off after its first piece with {Fault}: {Reason}")]
        internal static partial void AttemptBroke(ILogger logger, int attempt, string provider, string model, ProviderFault fault, string reason);

        [LoggerMessage(LogLevel.Warning, "{Provider}, model {Model}, is not tried again now: too many of its calls are retries already")]
        internal static partial void NoRetryLeft(ILogger logger, string provider, string model);

        [LoggerMessage(LogLevel.Error, "A call of {Provider}, model {Model}, could not be recorded: too many wait for the database")]
        internal static partial void NotRecorded(ILogger logger, string provider, string model);
    }
}
