using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Attempts;
using Constellation.Realtime.Engine.Providers.Breakers;
using Constellation.Realtime.Engine.Providers.OpenAi;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.ScriptedModel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Constellation.Realtime.Engine.Tests.Providers;

/// <summary>Chains of providers, the first of which is the scripted model over real HTTP.</summary>
public abstract class FallbackJourney : OpenAiJourney
{
    private protected static readonly AskedFor Someone = new(Some.Id(), Some.Id(), Some.Id());

    private readonly AttemptQueue _attempts = new();

    private protected Fallback Alone => Chained(Provider);

    private protected static async Task<AttemptPiece> FirstAsync(Fallback chain) => await chain.StreamAsync(Ask(), Someone, default).FirstAsync();

    private protected Fallback Chain(ScriptedLlm spare) => Chained(Provider, Spare(spare));

    private protected Fallback Chained(params ILlmProvider[] providers)
    {
        var telemetry = new Telemetry(new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        return new(providers, new MemoryBreakers(Time), _attempts, new Uncounted(), telemetry, Time, NullLogger<Fallback>.Instance);
    }

    private protected OpenAiProvider Spare(ScriptedLlm spare) => Spare(spare, prefill: false);

    private protected OpenAiProvider Spare(ScriptedLlm spare, bool prefill) =>
        new(Options with { Endpoint = spare.Endpoint.ToString(), Model = "spare", Prefill = prefill }, Time);

    private protected List<EndedAttempt> Recorded()
    {
        List<EndedAttempt> ended = [];
        while (_attempts.Reader.TryRead(out var one)) ended.Add(one);
        return ended;
    }

    private protected sealed class Ill : ILlmProvider
    {
        private int _calls;

        public string Name => "ill";

        public string Model => "m";

        public bool ContinuesText => false;

        public int Calls => _calls;

        public IAsyncEnumerable<Piece> StreamAsync(Prompt prompt, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            throw new ProviderException(ProviderFault.Busy, "Ill.");
        }
    }

    private protected sealed class Planned : ILlmProvider
    {
        public string Name => ProviderKinds.Planner;

        public string Model => "m";

        public bool ContinuesText => true;

        public Prompt? Asked { get; private set; }

        public IAsyncEnumerable<Piece> StreamAsync(Prompt prompt, CancellationToken cancellationToken)
        {
            Asked = prompt;
            return new Piece[] { new Piece.Text("Planned"), new Piece.End(Finish.Stop) }.ToAsyncEnumerable();
        }
    }
}
