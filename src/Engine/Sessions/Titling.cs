using System.Text;
using System.Threading.Channels;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.EventLog;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Attempts;
using Constellation.Realtime.Engine.Turns;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Sessions;

/// <summary>
/// Has the model name a session once its first reply is complete, where <c>Llm:Titles</c> says so. No turn waits for it: whatever goes wrong, is too late or too
/// much leaves the session the first line of its first message, and a title that the user has given meanwhile stays.
/// </summary>
internal sealed partial class Titling(
    Fallback providers,
    IHistory history,
    OutsideEvents outside,
    IAnnouncer announcer,
    IOptions<LlmOptions> options,
    TimeProvider time,
    ILogger<Titling> logger) : BackgroundService
{
    private const int Waiting = 256, AtOnce = 8;

    /// <summary>Characters of the message and of the reply that the model is shown.</summary>
    private const int MostShown = 2000;

    /// <summary>Characters of its answer, after which it is not listened to any more.</summary>
    private const int MostHeard = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly string System = ReadTemplate();

    private readonly Channel<Untitled> _queue = Channel.CreateBounded<Untitled>(new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>A session's first reply is complete. Returns at once.</summary>
    /// <param name="session">With the title that it has from its first message.</param>
    public void Offer(Session session, Guid turnId, string message, string reply)
    {
        if (options.Value.Titles == LlmOptions.TitlesByModel) _queue.Writer.TryWrite(new Untitled(session, turnId, message, reply));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Parallel.ForEachAsync(
                _queue.Reader.ReadAllAsync(stoppingToken), new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken }, NameAsync);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Those that wait keep their first lines.
        }
    }

    private async ValueTask NameAsync(Untitled untitled, CancellationToken stoppingToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stoppingToken);
        try
        {
            if (Titles.OfModel(await AskAsync(untitled, either.Token)) is { } title) await StoreAsync(untitled.Session, title, either.Token);
        }
        catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
        {
            Log.NotNamed(logger, exception, untitled.Session.SessionId);
        }
    }

    private async Task<string> AskAsync(Untitled untitled, CancellationToken cancellationToken)
    {
        var prompt = new Prompt
        {
            System = System,
            Messages =
            [
                new PromptMessage { Role = PromptRole.User, Text = Start(untitled.Message) },
                new PromptMessage { Role = PromptRole.Assistant, Text = Start(untitled.Reply) },
                new PromptMessage { Role = PromptRole.User, Text = "Title of this conversation:" },
            ],
            Tools = [],
        };
        var (text, wire, number) = (new StringBuilder(), new WireText(), 0);
        var askedFor = new AskedFor(untitled.Session.UserId, untitled.Session.SessionId, untitled.TurnId) { Purpose = Purposes.Title };
        await foreach (var (attempt, piece) in providers.StreamAsync(prompt, askedFor, cancellationToken))
        {
            // It would plan, and call that a title.
            if (attempt.Provider == ProviderKinds.Planner) return "";
            if (attempt.Number != number && !attempt.GoesOn) (text, wire, number) = (new StringBuilder(), new WireText(), attempt.Number);
            if (piece is Piece.End { Finish: Finish.Filtered }) return "";
            if (piece is Piece.Text some) text.Append(wire.Take(some.Value));
            if (text.Length > MostHeard) break;
        }

        return text.ToString();
    }

    /// <summary>A turn that runs is waited for: an event of another's term in the middle of it would have it said anew.</summary>
    private async Task StoreAsync(Session session, string title, CancellationToken cancellationToken)
    {
        while (true)
        {
            switch (await history.RenameAsync(session.UserId, session.SessionId, title, instead: session.Title, time.GetUtcNow(), cancellationToken))
            {
                case RenameResult.Renamed renamed:
                    await outside.AppendAsync(renamed.Updated, CancellationToken.None);
                    await announcer.ToUser(session.UserId).SessionChanged(renamed.Session);
                    return;
                case RenameResult.Refused { Code: ErrorCodes.SessionBusy }:
                    await Task.Delay(Pause, time, cancellationToken);
                    break;
                default:
                    return;
            }
        }
    }

    private static string Start(string text) => text.Length <= MostShown ? text : text[..(char.IsHighSurrogate(text[MostShown - 1]) ? MostShown - 1 : MostShown)] + "…";

    private static string ReadTemplate()
    {
        using var stream = typeof(Titling).Assembly.GetManifestResourceStream("title-prompt.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>A session to be named.</summary>
    private sealed record Untitled(Session Session, Guid TurnId, string Message, string Reply);

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "Session {SessionId} keeps its first line as its title: the model gave it none")]
        internal static partial void NotNamed(ILogger logger, Exception exception, Guid sessionId);
    }
}
