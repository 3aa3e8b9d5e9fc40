using System.Text.Json.Nodes;

namespace Constellation.Realtime.ScriptedModel;

/// <summary>Ollama's <c>/api/chat</c>: a JSON object a line, the last one with <c>done</c>, its reason and the counts. A tool call comes whole.</summary>
internal sealed class OllamaForm(string model, Script script) : IWireForm
{
    private const string At = "2026-03-01T12:00:00Z";

    public string ContentType => "application/x-ndjson";

    public IEnumerable<string> Begin() => [];

    public IEnumerable<string> Text(string text) => [Line(new { role = "assistant", content = text })];

    public IEnumerable<string> Call(int index, string tool, IReadOnlyList<string> arguments) =>
        [Line(new { role = "assistant", content = "", tool_calls = new[] { new { function = new { name = tool, arguments = JsonNode.Parse(string.Concat(arguments)) } } } })];

    public IEnumerable<string> More(int index, IReadOnlyList<string> arguments) => throw new NotSupportedException("Ollama's calls come whole.");

    public IEnumerable<string> Finish(string reason) =>
    [
        Unescaped.Json(new
        {
            model,
            created_at = At,
            message = new { role = "assistant", content = "" },
            done = true,
            done_reason = reason == "length" ? "length" : "stop",
            total_duration = 2,
            load_duration = 1,
            prompt_eval_count = script.Cost.Input,
            prompt_eval_duration = 1,
            eval_count = script.Cost.Output,
            eval_duration = 1,
        }) + "\n",
    ];

    public IEnumerable<string> End() => [];

    private string Line(object message) => Unescaped.Json(new { model, created_at = At, message, done = false }) + "\n";
}
