using System.Runtime.CompilerServices;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Database;
using Microsoft.EntityFrameworkCore;

namespace Constellation.Realtime.Engine.Sessions;

/// <summary>Reads a session from its first message on, some at a time, however long it is.</summary>
internal sealed class Transcripts(IDatabase database)
{
    private const int AtOnce = 100;

    /// <summary>Its messages, oldest first, superseded, partial and failed replies among them; each reply with what it suggested.</summary>
    public async IAsyncEnumerable<TranscriptEntry> ReadAsync(Guid sessionId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var (position, more) = (0L, true); more;)
        {
            var page = await database.ReadAsync(db => PageAsync(db, sessionId, position), cancellationToken);
            foreach (var (message, suggestions) in page) yield return new TranscriptEntry(message.ToMessage(), suggestions);
            more = page.Count == AtOnce;
            if (more) position = page[^1].Message.Position;
        }
    }

    /// <summary>Whether it has a reply of this id; a user's message is none.</summary>
    public Task<bool> HasReplyAsync(Guid sessionId, Guid messageId, CancellationToken cancellationToken) => database.ReadAsync(
        db => db.Messages.AnyAsync(m => m.MessageId == messageId && m.SessionId == sessionId && m.Sender == Sender.Assistant), cancellationToken);

    private static async Task<List<(MessageRow Message, IReadOnlyList<Suggestion> Suggestions)>> PageAsync(StoreContext db, Guid sessionId, long after)
    {
        var messages = await db.Messages.Where(m => m.SessionId == sessionId && m.Position > after).OrderBy(m => m.Position).Take(AtOnce).ToListAsync();
        var replies = messages.Where(m => m.Sender == Sender.Assistant).Select(m => m.TurnId).ToList();
        var suggestions = (await db.Suggestions.Where(s => replies.Contains(s.TurnId)).OrderBy(s => s.Position).ToListAsync()).ToLookup(s => s.TurnId);
        return
        [
            .. messages.Select(message => (
                message,
                (IReadOnlyList<Suggestion>)(message.Sender == Sender.User ? [] : [.. suggestions[message.TurnId].Select(row => row.ToSuggestion())]))),
        ];
    }
}

/// <summary>One message of a transcript.</summary>
/// <param name="Message">As history has it.</param>
/// <param name="Suggestions">Of a reply: what its turn suggested, in that order.</param>
internal sealed record TranscriptEntry(Message Message, IReadOnlyList<Suggestion> Suggestions);

/// <summary>A session to be written out.</summary>
/// <param name="Session">As it is now.</param>
/// <param name="Entries">Read while they are asked for.</param>
internal sealed record Transcript(Session Session, IAsyncEnumerable<TranscriptEntry> Entries);
