using System.Runtime.CompilerServices;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Attempts;
using Constellation.Realtime.Engine.Providers.Breakers;
using Constellation.Realtime.Engine.Tests.Database;
using Constellation.Realtime.Engine.Tests.Providers;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Prompting;

public abstract class RememberingSpec : StoreSpec
{
    private const string Long = "Is the water of the Tana high there, and how high was it in the years before? ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly SessionMemories _memories;

    private protected RememberingSpec(TestDatabase database) : base(database) => _memories = new SessionMemories(Database, TimeProvider.System);

    [Fact]
    public async Task A_summary_that_a_node_had_under_way_when_it_died_is_made_by_the_one_that_has_the_next_turn()
    {
        var (session, turn) = await TalkAsync();
        var hangs = new Model("openai", "Of the dead node.", isHeld: true);
        using var dead = await NodeAsync(hangs);
        using var lives = await NodeAsync(new Model("openai", "Of the living one."));

        await OfferAsync(dead, turn);
        await hangs.Asked.Task.WaitAsync(Patience);
        await dead.StopAsync(None);
        var left = await _memories.ReadAsync(session.SessionId, 0, None);
        await OfferAsync(lives, turn);

        var memory = await SummaryAsync(session, memory => memory.Summary.Length > 0);
        Assert.Equal(("", 0), (left.Summary, left.SummaryPosition));
        Assert.Equal("Of the living one.", memory.Summary);
        Assert.InRange(memory.SummaryPosition, 2, 59);
    }

    [Theory]
    [InlineData("planner", false, 0)]
    [InlineData("openai", true, 0)]
    [InlineData("openai", false, 1)]
    public async Task Without_a_model_or_where_its_filter_stops_it_the_summary_is_an_extract_of_what_the_person_said(string provider, bool isFiltered, int refusals)
    {
        var (session, turn) = await TalkAsync();
        using var node = await NodeAsync(
            new Model(provider, "I would plan something.", finish: isFiltered ? Finish.Filtered : Finish.Stop, failures: refusals, fault: ProviderFault.Filtered));

        await OfferAsync(node, turn);

        var memory = await SummaryAsync(session, memory => memory.Summary.Length > 0);
        Assert.Contains("The person: Question 1.", memory.Summary, StringComparison.Ordinal);
        Assert.DoesNotContain("plan something", memory.Summary, StringComparison.Ordinal);
        Assert.InRange(TokenCount.Of(memory.Summary), 1, 8_192 / 8);
    }

    [Fact]
    public async Task Where_no_provider_answers_nothing_is_summed_up_and_the_next_turn_tries_again()
    {
        var (session, turn) = await TalkAsync();
        using var node = await NodeAsync(new Model("openai", "Once it works.", failures: 1, fault: ProviderFault.Auth));

        await OfferAsync(node, turn);
        await SummaryAsync(session, memory => memory.FactsPosition > 0);
        await UntilAsync(async () =>
        {
            await OfferAsync(node, turn);
            return (await _memories.ReadAsync(session.SessionId, 0, None)).Summary == "Once it works.";
        });
    }

    [Fact]
    public async Task A_session_for_which_there_was_no_room_is_summed_up_after_a_later_turn()
    {
        var (session, turn) = await TalkAsync();
        var newest = await _memories.ReadNewestAsync(turn.SessionId, 0, long.MaxValue, 400, None);
        using var node = Node(new Model("openai", "Once there is room."));
        for (var i = 0; i < 256; i++) node.Offer(turn with { SessionId = Some.Id() }, newest);

        node.Offer(turn, newest);
        await node.StartAsync(None);

        await UntilAsync(async () =>
        {
            await OfferAsync(node, turn);
            return (await _memories.ReadAsync(session.SessionId, 0, None)).Summary == "Once there is room.";
        });
    }

    /// <summary>A session whose messages are more than half of a small window.</summary>
    private async Task<(Session Session, Turn Last)> TalkAsync()
    {
        var session = await NewSessionAsync();
        Turn turn = null!;
        for (var i = 1; i <= 30; i++)
        {
            turn = await StartTurnAsync(session, text: $"Question {i}. {string.Concat(Enumerable.Repeat(Long, 5))}");
            await EndAsync(Some.End(turn, string.Concat(Enumerable.Repeat(Long, 5))));
        }

        return (session, turn);
    }

    private async Task OfferAsync(Remembering node, Turn turn) => node.Offer(turn, await _memories.ReadNewestAsync(turn.SessionId, 0, long.MaxValue, 400, None));

    private async Task<SessionMemory> SummaryAsync(Session session, Func<SessionMemory, bool> isSo)
    {
        var memory = SessionMemory.None;
        await UntilAsync(async () => isSo(memory = await _memories.ReadAsync(session.SessionId, 0, None)));
        return memory;
    }

    private async Task<Remembering> NodeAsync(Model model)
    {
        var node = Node(model);
        await node.StartAsync(None);
        return node;
    }

    private Remembering Node(Model model)
    {
        var fallback = new Fallback(
            [model], new MemoryBreakers(TimeProvider.System), new AttemptQueue(), new Uncounted(), Some.Telemetry(), TimeProvider.System, NullLogger<Fallback>.Instance);
        var options = new LlmOptions { Providers = [new ProviderOptions { Kind = "openai", ContextTokens = 8_192, AnswerTokens = 1_024 }] };
        return new Remembering(_memories, new Summariser(fallback), Options.Create(options), TimeProvider.System, NullLogger<Remembering>.Instance);
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition()) await Task.Delay(20, patience.Token);
    }

    /// <summary>Says one thing; or hangs, or fails at first.</summary>
    private sealed class Model(
        string name, string says, bool isHeld = false, Finish finish = Finish.Stop, int failures = 0, ProviderFault fault = ProviderFault.Busy) : ILlmProvider
    {
        private int _failures = failures;

        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => name;

        string ILlmProvider.Model => "m";

        public bool ContinuesText => false;

        public async IAsyncEnumerable<Piece> StreamAsync(Prompt prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Asked.TrySetResult();
            if (Interlocked.Decrement(ref _failures) >= 0) throw new ProviderException(fault, "It does not work.");
            if (isHeld) await Task.Delay(Timeout.Infinite, cancellationToken);
            yield return new Piece.Text(says);
            yield return new Piece.End(finish);
        }
    }
}

public sealed class SqliteRememberingTests(SqliteTestDatabase database) : RememberingSpec(database), IClassFixture<SqliteTestDatabase>;

public sealed class PostgresRememberingTests(PostgresTestDatabase database) : RememberingSpec(database), IClassFixture<PostgresTestDatabase>;
