using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;

namespace Constellation.Realtime.Engine.Tests.EventLog;

/// <summary>A turn of one letter an event, as its owner writes it into a log.</summary>
internal sealed class SpokenTurn(IEventLog log, Guid? session = null, long term = 1)
{
    private readonly Guid _turn = SomeEvents.Id();
    private string _text = "";
    private long _index = 1;

    public Guid Session { get; } = session ?? SomeEvents.Id();

    public long Last => Sequence.Of(term, _index);

    public async Task<SpokenTurn> StartAsync()
    {
        await log.SealAsync(Session, term, [SomeEvents.Started(Session, _turn, term)], default);
        return this;
    }

    public async Task SayAsync(string letters)
    {
        var events = letters.Select((letter, i) => SomeEvents.Delta(Session, _turn, term, _index + i + 1, _text.Length + i, letter.ToString())).ToArray();
        await log.AppendAsync(Session, new Writer(term, _index), events, default);
        _text += letters;
        _index += letters.Length;
    }

    public async Task EndAsync() =>
        await log.AppendAsync(Session, new Writer(term, _index), [SomeEvents.Completed(Session, _turn, term + 1, _text)], default);

    public async Task<string> ReadAsync(IEventLog? elsewhere = null) =>
        ReplyFold.TextOf((await (elsewhere ?? log).ReadAsync(Session, 0, default)).Events);
}
