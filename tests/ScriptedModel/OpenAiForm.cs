namespace Constellation.Realtime.ScriptedModel;

/// <summary>OpenAI's chat completions: server-sent events, the finish reason, the usage where it is wanted, <c>[DONE]</c>.</summary>
internal sealed class OpenAiForm(string model, Script script, bool wantsUsage) : IWireForm
{
    private readonly Chunks _chunks = new(model);

    public string ContentType => "text/event-stream";

    public IEnumerable<string> Begin() => [Event(_chunks.Role())];

    public IEnumerable<string> Text(string text) => [Event(_chunks.Text(text))];

    public IEnumerable<string> Call(int index, string tool, IReadOnlyList<string> arguments) => [Event(_chunks.CallBegins(index, tool)), .. More(index, arguments)];

    public IEnumerable<string> More(int index, IReadOnlyList<string> arguments) => arguments.Select(part => Event(_chunks.CallArguments(index, part)));

    public IEnumerable<string> Finish(string reason) => [Event(_chunks.Finish(reason))];

    public IEnumerable<string> End() =>
        wantsUsage ? [Event(_chunks.Usage(script.Cost.Input, script.Cost.Output)), "data: [DONE]\n\n"] : ["data: [DONE]\n\n"];

    private static string Event(object data) => $"data: {Unescaped.Json(data)}\n\n";
}
