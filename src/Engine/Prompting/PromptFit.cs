using System.Globalization;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Suggestions;
using Constellation.Realtime.Engine.Turns;

namespace Constellation.Realtime.Engine.Prompting;

/// <summary>
/// Makes a prompt fit. What goes first: tools that the message does not speak of, examples, older turns, what the catalogue has, results and arguments of
/// earlier tool rounds, the summary, the newest turns, the last suggestion, the last round's arguments. The system text, the facts and the message that is answered stay; only where they alone are too long is the end of the longest cut.
/// </summary>
internal sealed class PromptFit
{
    /// <summary>Messages before the one that is answered that stay longer than what was found for it.</summary>
    private const int NewestKept = 4;

    /// <summary>Of a text that is cut at least this stays.</summary>
    private const int LeastTokens = 64;

    /// <summary>The tokens of a closing mark, at most; more would be cut for ever.</summary>
    private const int MostClosing = 26;

    private const string Cut = " … (cut: there is no room for the rest)";
    private const string NoRoom = """{"left_out":"There is no room for this result any more. Call the tool again if it is needed."}""";

    private const string NoRoomForArguments = """{"left_out":"There is no room for these arguments any more."}""";

    private readonly List<(PromptMessage Message, int Tokens)> _messages;
    private readonly List<string> _leftOut = [];
    private readonly int _limit;
    private Prompt _prompt;
    private int _total;

    private PromptFit(Prompt prompt, int limit)
    {
        (_prompt, _limit) = (prompt, limit);
        _messages = [.. prompt.Messages.Select(message => (message, PromptTokens.Of(message)))];
        FitTools();
        _total = PromptTokens.OfSystem(prompt) + _prompt.Tools.Sum(PromptTokens.Of) + _messages.Sum(one => one.Tokens);
    }

    private bool IsOver => _total > _limit;

    /// <summary>The index of the message that is answered: the person's last one.</summary>
    private int Asked => _messages.FindLastIndex(one => one.Message is { Role: PromptRole.User, Part: PromptPart.Said, IsCorrection: false });

    /// <summary>The prompt with at most so many tokens, and what was left out of it, in words.</summary>
    /// <exception cref="ProviderException"><see cref="ProviderFault.Overlong"/>: not even what can't be left out has room.</exception>
    public static (Prompt Prompt, IReadOnlyList<string> LeftOut) Fit(Prompt prompt, int limit)
    {
        if (PromptTokens.AreAtMost(prompt, limit)) return (prompt, []);

        var fit = new PromptFit(prompt, limit);
        fit.Drop(PromptPart.Examples);
        fit.DropSaid(NewestKept);
        fit.Drop(PromptPart.Found);
        fit.ForgetResults();
        fit.ForgetArguments(ofLastRound: false);
        fit.Drop(PromptPart.Summary);
        fit.DropSaid(0);
        fit.Drop(PromptPart.Suggestion);
        fit.ForgetArguments(ofLastRound: true);
        while (fit.IsOver) fit.CutLongest();
        return (fit._prompt with { Messages = [.. fit._messages.Select(one => one.Message)] }, fit._leftOut);
    }

    /// <summary>Targets may be many and long: tools take half of the room at most.</summary>
    private void FitTools()
    {
        var costs = _prompt.Tools.ToDictionary(tool => tool.Name, PromptTokens.Of, StringComparer.Ordinal);
        if (costs.Values.Sum() <= _limit / 2) return;

        var said = Likeness.Stems(string.Join(' ', _messages.TakeLast(NewestKept).Select(one => one.Message.Text)));
        var room = _limit / 2;
        var kept = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tool in _prompt.Tools.OrderByDescending(tool => GraphTools.Has(tool.Name) || (Suggesting.TargetOf(tool.Name) is { } target && BuiltInTargets.Find(target) is not null))
            .ThenByDescending(tool => Likeness.Of(said, Likeness.Stems($"{tool.Name.Replace('_', ' ').Replace('-', ' ')} {tool.Description}"))))
        {
            if (costs[tool.Name] > room) continue;
            room -= costs[tool.Name];
            kept.Add(tool.Name);
        }

        _leftOut.Add(string.Create(CultureInfo.InvariantCulture, $"{_prompt.Tools.Count - kept.Count} tools"));
        _prompt = _prompt with { Tools = [.. _prompt.Tools.Where(tool => kept.Contains(tool.Name))] };
    }

    private void Drop(PromptPart part)
    {
        if (!IsOver || _messages.RemoveAll(one => one.Message.Part == part && Counts(-one.Tokens)) == 0) return;
        _leftOut.Add(part.ToString().ToLowerInvariant());
    }

    /// <summary>Drops messages, oldest first, until there are so many before the one that is answered. What is left begins with the person's words.</summary>
    private void DropSaid(int kept)
    {
        var dropped = 0;
        while (_messages.FindIndex(one => one.Message.Part == PromptPart.Said) is var oldest and >= 0
            && _messages.Take(Asked).Count(one => one.Message.Part == PromptPart.Said) is var before and > 0
            && ((IsOver && before > kept) || (dropped > 0 && _messages[oldest].Message.Role == PromptRole.Assistant)))
        {
            Counts(-_messages[oldest].Tokens);
            _messages.RemoveAt(oldest);
            dropped++;
        }

        if (dropped > 0) _leftOut.Add(string.Create(CultureInfo.InvariantCulture, $"{dropped} messages"));
    }

    /// <summary>A call must keep a result, but not this one. Those of the last round are what the model waits for.</summary>
    private void ForgetResults()
    {
        var last = _messages.FindLastIndex(one => one.Message.Role == PromptRole.Assistant);
        var forgotten = 0;
        for (var i = 0; IsOver && i < last; i++)
        {
            if (_messages[i].Message.Role != PromptRole.Tool) continue;
            Replace(i, _messages[i].Message with { Text = NoRoom });
            forgotten++;
        }

        if (forgotten > 0) _leftOut.Add(string.Create(CultureInfo.InvariantCulture, $"{forgotten} tool results"));
    }

    /// <summary>What the model called tools with. Of the last round it is what a correction is about, but the errors name each place; without room for both, the errors matter.</summary>
    private void ForgetArguments(bool ofLastRound)
    {
        var last = _messages.FindLastIndex(one => one.Message.Role == PromptRole.Assistant);
        var stub = TokenCount.Of(NoRoomForArguments);
        var forgotten = 0;
        for (var i = ofLastRound ? Math.Max(last, 0) : 0; IsOver && i < (ofLastRound ? last + 1 : last); i++)
        {
            var message = _messages[i].Message;
            var shorter = message.ToolCalls.Select(call => TokenCount.Of(call.Arguments) > stub ? call with { Arguments = NoRoomForArguments } : call).ToList();
            var changed = shorter.Where((call, at) => call != message.ToolCalls[at]).Count();
            if (changed > 0) Replace(i, message with { ToolCalls = shorter });
            forgotten += changed;
        }

        if (forgotten > 0) _leftOut.Add(string.Create(CultureInfo.InvariantCulture, $"arguments of {forgotten} tool calls"));
    }

    private void CutLongest()
    {
        var longest = _messages.Count == 0 ? -1 : _messages.IndexOf(_messages.MaxBy(one => TokenCount.Of(one.Message.Text)));
        var tokens = longest < 0 ? 0 : TokenCount.Of(_messages[longest].Message.Text);
        if (tokens <= LeastTokens + TokenCount.Of(Cut) + MostClosing)
            throw new ProviderException(ProviderFault.Overlong, $"The prompt has {_total} tokens without anything that could be left out, and {_limit} are allowed.");

        var (message, closing) = (_messages[longest].Message, DataFence.ClosingOf(_messages[longest].Message.Text));
        var keeps = Math.Max(LeastTokens, tokens - (_total - _limit) - TokenCount.Of(Cut) - TokenCount.Of(closing) - 8);
        Replace(longest, message with { Text = TokenCount.Start(message.Text[..^closing.Length], keeps) + Cut + closing });
        _leftOut.Add($"the end of a text ({_messages[longest].Message.Role.ToString().ToLowerInvariant()})");
    }

    private void Replace(int at, PromptMessage message)
    {
        var tokens = PromptTokens.Of(message);
        Counts(tokens - _messages[at].Tokens);
        _messages[at] = (message, tokens);
    }

    private bool Counts(int tokens)
    {
        _total += tokens;
        return true;
    }
}
