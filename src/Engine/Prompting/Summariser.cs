using System.Text;
using System.Text.Json.Nodes;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Providers.Attempts;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>Sums up messages together with an earlier summary: the provider does, or where only the planner answers, or a filter stops it, an extract of what the person
/// said does: the same would be filtered again at the next turn, and the one after.</summary>
internal sealed class Summariser(Fallback providers)
{
    private const int ExtractChars = 160;

    /// <summary>The new summary, of at most so many tokens.</summary>
    /// <exception cref="ProviderException">No provider answered.</exception>
    public async Task<string> SumUpAsync(string before, IReadOnlyList<Message> messages, int tokens, AskedFor askedFor, CancellationToken cancellationToken)
    {
        var said = new JsonObject
        {
            ["notes"] = before,
            ["messages"] = new JsonArray([.. messages.Select(message => (JsonNode)new JsonObject
            {
                ["from"] = message.Sender == Sender.User ? "person" : "assistant",
                ["text"] = message.Content,
            })]),
        };
        var prompt = new Prompt
        {
            System = PromptTemplate.Summary.Text,
            Messages = [new PromptMessage { Role = PromptRole.User, Text = new DataFence().Around("conversation", said) }],
            Tools = [],
        };
        var (text, wire, number) = (new StringBuilder(), new WireText(), 0);
        try
        {
            await foreach (var (attempt, piece) in providers.StreamAsync(prompt, askedFor, cancellationToken))
            {
                if (attempt.Provider == ProviderKinds.Planner) return Extract(before, messages, tokens);
                if (attempt.Number != number && !attempt.GoesOn) (text, wire, number) = (new StringBuilder(), new WireText(), attempt.Number);
                if (piece is Piece.End { Finish: Finish.Filtered }) return Extract(before, messages, tokens);
                if (piece is Piece.Text some) text.Append(wire.Take(some.Value));
                if (text.Length > 8 * tokens) break;
            }
        }
        catch (ProviderException exception) when (exception.Fault == ProviderFault.Filtered)
        {
            return Extract(before, messages, tokens);
        }

        var summary = TokenCount.Start(text.ToString().Trim(), tokens);
        return summary.Length == 0 ? Extract(before, messages, tokens) : summary;
    }

    /// <summary>The first line of each of the person's messages, the newest ones where there is no room for all.</summary>
    internal static string Extract(string before, IReadOnlyList<Message> messages, int tokens)
    {
        var lines = before.Split('\n', StringSplitOptions.RemoveEmptyEntries).Concat(messages.Where(message => message.Sender == Sender.User).Select(Line)).ToList();
        while (lines.Count > 1 && TokenCount.Of(string.Join('\n', lines)) > tokens) lines.RemoveRange(0, Math.Max(1, lines.Count / 8));
        return TokenCount.Start(string.Join('\n', lines), tokens);
    }

    private static string Line(Message message)
    {
        var line = message.Content.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "";
        return "The person: " + (line.Length <= ExtractChars ? line : line[..(char.IsHighSurrogate(line[ExtractChars - 1]) ? ExtractChars - 1 : ExtractChars)] + "…");
    }
}
