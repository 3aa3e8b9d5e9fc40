using System.Text.Json;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Graph;
using Constellation.Realtime.Engine.Graph.Words;
using Block = Constellation.Realtime.Engine.Graph.Block;

namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>Reads a session's messages in their order, so that each is understood as its person meant it: "only SAR" is a change of what was wanted
/// before.</summary>
internal sealed class Conversation(Catalogue catalogue)
{
    private const int MostMessages = 12;
    private const int FewWords = 3;

    /// <summary>The last message of the person, read.</summary>
    /// <param name="messages">What the person said, oldest first.</param>
    /// <param name="suggestions">What was suggested, oldest first.</param>
    /// <exception cref="OperationCanceledException">The caller wants it no more.</exception>
    public Request Read(IReadOnlyList<string> messages, IReadOnlyList<Suggestion> suggestions, CancellationToken cancellationToken)
    {
        var suggested = suggestions.Select(Blocks).OfType<IReadOnlyList<Block>>().ToList();
        Request? last = null;
        var texts = messages.TakeLast(MostMessages).ToList();
        for (var i = 0; i < texts.Count - 1; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            last = Read(texts[i], last, last?.Last, []);
            if (last.Ask is Ask.Plan or Ask.Change && PathFinder.Find(last.Goal, catalogue, 1, cancellationToken).Paths is [var path, ..])
                last = last with { Last = [.. path.Blocks] };
        }

        // What was really suggested counts, not what would be now; a reply by an LLM may have chosen otherwise.
        cancellationToken.ThrowIfCancellationRequested();
        return Read(texts.Count == 0 ? "" : texts[^1], last, suggested.LastOrDefault() ?? last?.Last, suggested);
    }

    private Request Read(string text, Request? before, IReadOnlyList<Block>? last, List<IReadOnlyList<Block>> suggested)
    {
        var request = Classify(text, before, last, suggested);
        return request.Ask is Ask.Vague or Ask.Greeting or Ask.Foreign
            ? request with { Choices = Choices.For(request.Ask is Ask.Vague ? request.Goal : Goal.None, catalogue) } : request;
    }

    private Request Classify(string text, Request? before, IReadOnlyList<Block>? last, List<IReadOnlyList<Block>> suggested)
    {
        var said = GoalReader.Read(text, catalogue);
        var words = WordReader.Read(text);
        var plain = string.Join(' ', words.Select(word => word.Text));
        var request = new Request { Ask = Ask.Vague, Goal = said, Said = said, Last = last, Text = text, Part = Cues.Part(plain) };
        if (before is { Choices.Count: > 0 } && Cues.Choice(plain) is { } choice && choice < before.Choices.Count)
            return request with { Ask = Ask.Plan, Goal = before.Goal with { Subjects = [before.Choices[choice]], Unheard = null } };
        if (Cues.Greets(plain))
            return request with { Ask = Ask.Greeting, Goal = before?.Goal ?? Goal.None };
        if (Cues.Thanks(plain))
            return request with { Ask = Ask.Thanks, Goal = before?.Goal ?? Goal.None };
        if (last is not null && Cues.AsksWhy(plain) && (!said.HasObject || words.Count <= 12))
            return request with { Ask = Ask.Explain, Goal = before?.Goal ?? Goal.None };
        if (last is not null && Cues.AsksForOthers(plain) && !Changes(said))
            return request with { Ask = Ask.Alternatives, Goal = before?.Goal ?? OfBlocks(last) };
        if (Cues.AsksWhat(plain) && said.Named.Count > 0 && !said.HasObject)
            return request with { Ask = Ask.Explain, Goal = before?.Goal ?? Goal.None };
        if (said.Foreign)
            return request with { Ask = Ask.Foreign };
        if (Cues.AsksForList(plain) && (last is null || said.HasObject || said.Sensors.Count > 0 || !Cues.AsksAbout(plain))
            && text.Contains('?', StringComparison.Ordinal) | plain.StartsWith("list", StringComparison.Ordinal) | plain.StartsWith("show",
                StringComparison.Ordinal))
            return request with { Ask = Ask.List, Goal = before?.Goal ?? Goal.None };
        if (last is not null || before is { Goal.HasObject: true } or { Goal.Named.Count: > 0 })
            return Follow(request, before, plain, suggested);
        if (before is not null && said.HasObject && !before.Goal.HasObject)
            return AsPlan(request with { Goal = Merge(before.Goal, said) with { Subjects = said.Subjects, Literals = said.Literals } }, words.Count);
        return AsPlan(request, words.Count);
    }

    private Request Follow(Request request, Request? before, string plain, List<IReadOnlyList<Block>> suggested)
    {
        var said = request.Said;
        var goal = before?.Goal is { } earlier && (earlier.HasObject || earlier.Named.Count > 0) ? earlier : request.Last is null ? Goal.None
            : OfBlocks(request.Last);
        var wordCount = WordReader.Read(request.Text).Count;
        var isQuestion = request.Text.TrimEnd().EndsWith('?');
        if (isQuestion && !said.HasObject && Cues.AsksAbout(plain) && !Cues.WantsAnother(plain) && !Changes(said))
            return request with { Ask = Ask.Explain, Goal = goal };
        var sameSubject = said.Subjects.Count > 0
            && said.Subjects.All(subject => goal.Subjects.Contains(subject) || goal.Subjects.Any(other => other.Broader.Contains(subject.Id)));
        if ((said.HasObject || (said.Unheard is not null && !Cues.Refers(plain) && !Changes(said))) && !sameSubject)
        {
            // "The same for floods" keeps the conditions, "Detect ships in the North Sea" begins anew.
            var keeps = Cues.Refers(plain) && wordCount <= 12 && Same().Any(cue => plain.Contains(cue, StringComparison.Ordinal));
            var fresh = said;
            if (keeps)
                fresh = Merge(goal with { Named = [], Excluded = [], Preferred = [] }, said) with
                {
                    Subjects = said.Subjects,
                    Literals = said.Literals,
                    Unheard = said.Unheard
                };
            return AsPlan(request with { Goal = fresh }, wordCount + FewWords);
        }

        var changed = Merge(goal, said) with { Preferred = [.. request.Last?.Select(block => block.BlockId) ?? []] };
        changed = Relative(changed, said, request, plain, suggested);
        if (sameSubject || changed.IsOtherThan(goal))
            return request with { Ask = Ask.Change, Goal = changed with { Unheard = null } };
        return isQuestion && request.Last is not null ? request with { Ask = Ask.Explain, Goal = goal }
            : request with { Ask = said.Unheard is null ? Ask.Vague : Ask.Plan, Goal = said };
    }

    private static string[] Same() => ["same", "instead", "what about", "how about", "also", "now do", "and for", "now for", "rather"];

    // What only makes sense beside the last pipeline: another, finer, more often.
    private Goal Relative(Goal goal, Goal said, Request request, string plain, List<IReadOnlyList<Block>> suggested)
    {
        if (request.Last is not { } last)
            return goal;
        if (Cues.WantsFiner(plain) && said.PixelMetres is null && request.LastOf(BlockType.Dataset) is { } coarse
            && catalogue.Graph.Find(coarse.BlockId) is not null
            && catalogue.Of(coarse.BlockId).Resolution is { } rank)
            goal = goal with { PixelMetres = Resolutions.FinerThan(rank) };
        if (Cues.WantsOftener(plain) && said.Cadence is null && request.LastOf(BlockType.Dataset) is { } seldom
            && catalogue.Graph.Find(seldom.BlockId) is not null)
            goal = goal with { Cadence = Math.Max(0, (catalogue.Of(seldom.BlockId).Cadence ?? 1) - 1), CadenceCounts = true };
        if (Cues.WantsRealData(plain) && request.LastOf(BlockType.Dataset) is { } set && catalogue.Graph.Find(set.BlockId) is not null
            && catalogue.Of(set.BlockId).Benchmark)
            goal = goal with { WantsOperational = true, WantsBenchmark = false, Excluded = [.. goal.Excluded, set.BlockId] };
        var another = (Cues.WantsAnother(plain) || Cues.Rejects(plain)) && !Changes(said);
        if (!another)
            return goal;
        var part = request.Part is BlockType.Paper or null ? BlockType.Model : request.Part.Value;
        var earlier = suggested.Append(last).SelectMany(blocks => blocks).Where(block => block.BlockType == part).Select(block => block.BlockId)
            .Distinct().ToList();
        return goal with
        {
            Excluded = [.. goal.Excluded.Concat(part is BlockType.Model ? earlier
                : last.Where(block => block.BlockType == part).Select(block => block.BlockId)).Distinct()],
            Named = [.. goal.Named.Where(naming => !naming.Any(earlier.Contains))],
            Preferred = [.. last.Where(block => block.BlockType != part).Select(block => block.BlockId)],
        };
    }

    // A broad subject and not a word more, such as "fire", may mean several things.
    private Request AsPlan(Request request, int wordCount)
    {
        var broad = wordCount <= 1 && request.Goal.Subjects is [var subject]
            && catalogue.Vocabulary.Concepts.Any(concept => concept.Broader.Contains(subject.Id)) && Choices.For(request.Goal, catalogue).Count > 1;
        if ((IsPlanned(request.Goal) && !broad) || request.Goal.Unheard is not null)
            return request with { Ask = Ask.Plan };
        // A field and conditions that leave one subject only have said enough.
        return wordCount > FewWords && request.Goal.Fields.Count > 0 && Choices.For(request.Goal, catalogue) is [var only]
            ? request with { Ask = Ask.Plan, Goal = request.Goal with { Subjects = [only] } }
            : request with { Ask = Ask.Vague };
    }

    private static bool IsPlanned(Goal goal) => goal.HasObject || goal.Named.Count > 0;

    private static bool Changes(Goal said) => said.Sensors.Count > 0 || said.NotSensors.Count > 0 || said.Sinks.Count > 0
        || said.NotSinks.Count > 0 || said.Cadence is not null
        || said.PixelMetres is not null || said.Named.Count > 0 || said.Excluded.Count > 0 || said.OpenOnly || said.RunnableOnly
        || said.Regions.Count > 0;

    // What is said later holds; what is not spoken of stays.
    private Goal Merge(Goal earlier, Goal said)
    {
        var named = said.Named.Count == 0 ? earlier.Named
            : [.. earlier.Named.Where(naming => !said.Named.Any(other => SameKind(naming, other))), .. said.Named];
        var sensors = said.Sensors.Count > 0 ? said.Sensors : [.. earlier.Sensors.Where(sensor => !said.NotSensors.Contains(sensor))];
        return earlier with
        {
            Sensors = sensors,
            NotSensors = [.. earlier.NotSensors.Where(sensor => !said.Sensors.Contains(sensor)).Union(said.NotSensors)],
            Outputs = said.Outputs.Any(output => output.Hard) ? said.Outputs : earlier.Outputs,
            Sinks = said.Sinks.Count > 0 ? said.Sinks : [.. earlier.Sinks.Where(sink => !said.NotSinks.Contains(sink))],
            SinkCounts = said.Sinks.Count > 0 || earlier.SinkCounts,
            NotSinks = [.. earlier.NotSinks.Where(sink => !said.Sinks.Contains(sink)).Union(said.NotSinks)],
            Cadence = said.Cadence ?? earlier.Cadence,
            CadenceCounts = said.Cadence is null && earlier.CadenceCounts,
            PixelMetres = said.PixelMetres ?? earlier.PixelMetres,
            Regions = said.Regions.Count > 0 ? said.Regions : earlier.Regions,
            Named = said.Sensors.Any(sensor => !sensor.Soft)
                ? [.. named.Where(naming => said.Named.Contains(naming) || !IsOf(naming, BlockType.Dataset))] : named,
            Excluded = [.. earlier.Excluded.Where(id => !said.Named.Any(naming => naming.Contains(id))).Union(said.Excluded)],
            OpenOnly = earlier.OpenOnly || said.OpenOnly,
            RunnableOnly = earlier.RunnableOnly || said.RunnableOnly,
            WantsBenchmark = said.WantsBenchmark || (earlier.WantsBenchmark && !said.WantsOperational),
            WantsOperational = said.WantsOperational || (earlier.WantsOperational && !said.WantsBenchmark),
            Ignored = said.Ignored,
            Stems = [.. earlier.Stems.Union(said.Stems)],
            Language = said.Language,
        };
    }

    private bool SameKind(IReadOnlyList<Guid> one, IReadOnlyList<Guid> other) => one.Select(TypeOf).Intersect(other.Select(TypeOf)).Any();

    private bool IsOf(IReadOnlyList<Guid> naming, BlockType type) => naming.All(id => TypeOf(id) == type);

    private BlockType TypeOf(Guid id) => catalogue.Of(id).Block.BlockType;

    // Where earlier messages are gone, what was suggested says what was wanted.
    private Goal OfBlocks(IReadOnlyList<Block> blocks)
    {
        var model = blocks.FirstOrDefault(block => block.BlockType is BlockType.Model && catalogue.Graph.Find(block.BlockId) is not null);
        if (model is null)
            return Goal.None;
        var subjects = catalogue.Of(model.BlockId).Subjects.OrderByDescending(subject => subject.Value)
            .ThenBy(subject => subject.Key, StringComparer.Ordinal)
            .Select(subject => catalogue.Vocabulary.Find(ConceptKind.Subject, subject.Key)!).Take(1).ToList();
        return subjects.Count > 0 ? new Goal { Subjects = subjects } : new Goal { Named = [[model.BlockId]] };
    }

    private IReadOnlyList<Block>? Blocks(Suggestion suggestion)
    {
        if (suggestion.Target != "pipeline" || suggestion.Status is SuggestionStatus.Draft || suggestion.Payload.ValueKind is not JsonValueKind.Object
            || !suggestion.Payload.TryGetProperty("blocks", out var ids) || ids.ValueKind is not JsonValueKind.Array)
            return null;
        var blocks = ids.EnumerateArray()
            .Select(id => id.ValueKind is JsonValueKind.String && id.TryGetGuid(out var guid) ? catalogue.Graph.Find(guid) : null)
            .OfType<Block>()
            .ToList();
        return blocks.Count == 0 ? null : blocks;
    }
}
