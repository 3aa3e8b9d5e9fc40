using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Suggestions.Registry;

namespace Constellation.Realtime.Engine.Turns;

/// <summary>Makes a turn's prompt: what the model is, the session's newest messages, what was suggested before, and the tools.</summary>
internal sealed class Prompts(IHistory history, Suggesting suggesting)
{
    private const int NewestMessages = 40;
    private const int NewestSuggestions = 10;
    private const int EarlierTexts = 3;

    private static readonly string System = ReadTemplate();

    /// <param name="targets">The turn's: what the model can suggest.</param>
    public async Task<Prompt> BuildAsync(Turn turn, TargetList targets, CancellationToken cancellationToken)
    {
        var page = await history.ReadMessagesAsync(turn.SessionId, NewestMessages, null, cancellationToken);
        var before = page.Items
            .Where(message => message.MessageId != turn.UserMessage.MessageId && message.Status != MessageStatus.Superseded && message.Content.Length > 0)
            .Select(message => new PromptMessage
            {
                Role = message.Sender == Sender.User ? PromptRole.User : PromptRole.Assistant,
                Text = message.Content,
            });
        // A turn that another node began has perhaps suggested already; what it says again must not be an answer to that.
        var suggestions = await history.ReadSuggestionsAsync(turn.SessionId, null, NewestSuggestions, cancellationToken);
        var earlier = suggestions.Where(suggestion => suggestion.TurnId != turn.TurnId).ToList();
        var asked = page.Items.Where(message => message.Sender == Sender.User && message.MessageId != turn.UserMessage.MessageId).Select(message => message.Content).Reverse().Take(EarlierTexts);
        return new Prompt
        {
            System = System,
            Messages = [.. before, new PromptMessage { Role = PromptRole.User, Text = turn.UserMessage.Content }],
            Tools = [.. GraphTools.Definitions, .. suggesting.Tools(targets, earlier, [turn.UserMessage.Content, .. asked])],
            Suggestions = earlier,
        };
    }

    private static string ReadTemplate()
    {
        using var stream = typeof(Prompts).Assembly.GetManifestResourceStream("system-prompt.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
