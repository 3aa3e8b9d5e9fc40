using System.Text.Json;
using System.Text.RegularExpressions;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Hub.Tests.Repairing;

/// <summary>
/// A model that makes one fault. It looks the blocks up, suggests, and when it is told what is wrong it mends just that: where the check does not say the place, it
/// writes the same once more. A stubborn one never mends anything.
/// </summary>
internal sealed partial class FaultyModel(Fault fault, bool fenced)
{
    private readonly Dictionary<char, string> _handles = [];
    private int _suggested;

    /// <summary>How often it was asked.</summary>
    internal int Asked { get; private set; }

    /// <summary>How often a model is asked that is right at once.</summary>
    internal int Needed => fenced ? 2 : 3;

    internal Script Answer(ReceivedRequest request)
    {
        Asked++;
        if (Asked == 1)
            return SmallGraph.Names.Aggregate(new Script(), (script, block) => script.ThenCalls("search_blocks", JsonSerializer.Serialize(new { query = block.Value })));
        if (Asked == 2)
            ReadHandles(request);
        var told = request.Messages[^1].GetProperty("content").GetString()!;
        if (Asked == 2)
            return Suggest(fault.Target, fault.Text, fault.IsCut);
        if (fault.Stubborn.Count > 0)
            return !request.MayCall && fault.Stubborn[^1].Length > 0 ? new Script().ThenSays(fault.Stubborn[^1])
                : Suggest(fault.Target, fault.Stubborn[Math.Min(_suggested, fault.Stubborn.Count - 1) - 1], cut: false);
        if (!told.Contains("\"status\":\"invalid\"", StringComparison.Ordinal) || !request.MayCall)
            return new Script().ThenSays(told.Contains("\"status\":\"ready\"", StringComparison.Ordinal) ? "There it is." : "I can't.");
        return Mend(told);
    }

    /// <summary>The text with what the model, or the person, knows the blocks by.</summary>
    internal static string Filled(string text, Func<char, string> block) => Letter().Replace(text, match => block(match.Value[1]));

    private Script Mend(string told)
    {
        var errors = told.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(line => JsonElement.Parse(line).GetProperty("errors").EnumerateArray()).ToArray();
        var isTold = fault.Pointer is null || errors.Any(error => error.GetProperty("pointer").GetString() == fault.Pointer);
        if (!isTold)
            return Suggest(fault.Target, fault.Text, cut: false);
        if (fault.Instead is null)
            return Suggest(fault.RightTarget ?? fault.Target, fault.Right, cut: false);
        var hint = errors.Select(error => error.TryGetProperty("hint", out var said) ? said.GetString() : null).OfType<string>().FirstOrDefault() ?? "";
        return Meant().Match(hint) is { Success: true } meant
            ? Suggest(fault.Target, fault.Text.Replace(fault.Instead, meant.Value, StringComparison.Ordinal), cut: false)
            : ByTarget().Match(hint) is { Success: true } target ? Suggest(target.Groups["name"].Value, fault.Text, cut: false)
            : Suggest(fault.Target, fault.Text, cut: false);
    }

    private Script Suggest(string target, string text, bool cut)
    {
        _suggested++;
        var filled = Filled(text, letter => _handles[letter]);
        var script = fenced ? new Script().ThenSays($"```suggest {target}\n", filled, "\n```") : new Script().ThenCalls($"suggest_{target}", filled, 3);
        return cut ? script.ThenFinishes("length") : script;
    }

    private void ReadHandles(ReceivedRequest request)
    {
        foreach (var result in request.Messages.Where(message => message.GetProperty("role").GetString() == "tool"))
        {
            foreach (var block in JsonElement.Parse(result.GetProperty("content").GetString()!).GetProperty("blocks").EnumerateArray())
            {
                var name = block.GetProperty("name").GetString();
                _handles[SmallGraph.Names.First(known => known.Value == name).Key] = block.GetProperty("block_id").GetString()!;
            }
        }
    }

    [GeneratedRegex("<[A-Z]>")]
    private static partial Regex Letter();

    [GeneratedRegex("(?<=Its block_id is )b-[0-9a-z]+")]
    private static partial Regex Meant();

    [GeneratedRegex("(Is|target) '(?<name>[a-z_]+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex ByTarget();
}
