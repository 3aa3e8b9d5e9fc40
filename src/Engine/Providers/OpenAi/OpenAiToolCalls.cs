using System.Text;
using Constellation.Realtime.Engine.Providers.Http;
using OpenAI.Chat;

namespace Constellation.Realtime.Engine.Providers.OpenAi;

/// <summary>
/// The tool calls of one answer, part by part. Servers differ: some give no id, some repeat id and name with each part, some number all calls 0. A call is
/// what has one index and one id; its arguments are held back until its name is there.
/// </summary>
internal sealed class OpenAiToolCalls(TimeProvider time)
{
    private readonly Dictionary<int, Call> _open = [];

    /// <summary>Whether there was any.</summary>
    public bool Any => _open.Count > 0;

    public IEnumerable<Piece> Read(StreamingChatToolCallUpdate update)
    {
        if (!_open.TryGetValue(update.Index, out var call) || (!string.IsNullOrEmpty(update.ToolCallId) && update.ToolCallId != call.GivenId))
        {
            CheckName(call);
            _open[update.Index] = call = new(update.ToolCallId, string.IsNullOrEmpty(update.ToolCallId) ? NewId() : update.ToolCallId);
        }

        call.Held.Append(LoneSurrogates.Show(update.FunctionArgumentsUpdate?.ToString() ?? ""));
        var isFirst = !call.Named && !string.IsNullOrEmpty(update.FunctionName);
        call.Named |= isFirst;
        if (call.Named && (isFirst || call.Held.Length > 0))
        {
            yield return new Piece.ToolCall(call.Id, isFirst ? update.FunctionName : null, call.Held.ToString());
            call.Held.Clear();
        }
    }

    /// <exception cref="ProviderException">A call never got its name.</exception>
    public void CheckNames()
    {
        foreach (var call in _open.Values)
        {
            CheckName(call);
        }
    }

    private static void CheckName(Call? call)
    {
        if (call is { Named: false })
        {
            throw new ProviderException(ProviderFault.Broken, "The answer has a tool call without a name.");
        }
    }

    private string NewId() => $"call_{Guid.CreateVersion7(time.GetUtcNow()):N}";

    private sealed class Call(string? givenId, string id)
    {
        public string? GivenId => givenId;

        public string Id => id;

        public bool Named { get; set; }

        public StringBuilder Held { get; } = new();
    }
}
