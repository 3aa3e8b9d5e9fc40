using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine.Database;

/// <summary>The words of a message, or of a session's title, by which its owner finds it again.</summary>
internal sealed class SearchTextRow
{
    /// <summary>The position of a title, which no message has.</summary>
    public const long TitlePosition = 0;

    /// <summary>Given by the database: what its full-text index knows the row by.</summary>
    public long Id { get; init; }

    public Guid SessionId { get; init; }

    /// <summary><see cref="MessageRow.Position"/>, or <see cref="TitlePosition"/>.</summary>
    public long Position { get; init; }

    /// <summary>Each once, with a space between them, the owner's first: see <see cref="SearchWords"/>.</summary>
    public required string Words { get; set; }

    public static SearchTextRow Of(Guid owner, MessageRow message) =>
        new() { SessionId = message.SessionId, Position = message.Position, Words = SearchWords.Of(owner, message.Content) };

    public static SearchTextRow OfTitle(SessionRow session) =>
        new() { SessionId = session.SessionId, Position = TitlePosition, Words = SearchWords.Of(session.UserId, session.Title ?? "") };
}
