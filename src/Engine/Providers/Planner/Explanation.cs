using System.Text;
using System.Text.Json;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>Says why the suggested pipeline is as it is, or what a block is. Suggests nothing new.</summary>
internal sealed class Explanation(Request request, Catalogue catalogue)
{
    private const int Depth = 200;

    public Answer Answer(CancellationToken cancellationToken)
    {
        var named = request.Said.Named.Concat(request.Said.Excluded.Select(id => (IReadOnlyList<Guid>)[id])).SelectMany(ids => ids.Take(1))
            .Select(id => catalogue.Graph.Find(id)!).FirstOrDefault();
        var last = request.Last ?? [];
        var block = named ?? (request.Part is { } part ? request.LastOf(part) : null);
        var lookups = block is null ? []
            : new List<Lookup> { new(GraphToolDefinitions.GetBlock,
                JsonSerializer.Serialize(new Dictionary<string, Guid> { ["block_id"] = block.BlockId })) };
        var text = last.Count == 0 && block is not null ? OfBlock(block)
            : named is not null && !last.Contains(named) ? WhyNot(named, cancellationToken)
            : OfPipeline(block, cancellationToken);
        return new Answer { Lookups = lookups, Text = text };
    }

    private string OfBlock(Block block)
    {
        var up = catalogue.Graph.Up(block.BlockId).Select(edge => catalogue.Graph.Find(edge.SourceBlockId)!.Name).Take(6).ToList();
        var down = catalogue.Graph.Down(block.BlockId).Select(edge => catalogue.Graph.Find(edge.TargetBlockId)!.Name).Take(6).ToList();
        var text = new StringBuilder($"{block.Name} is a {(block.BlockType is BlockType.Exports ? "sink" : GraphJson.ToText(block.BlockType))}. {PathText.Description(block)}");
        if (up.Count > 0)
            text.Append(" It takes data from ").Append(Wording.And(up)).Append('.');
        if (down.Count > 0)
            text.Append(" It feeds ").Append(Wording.And(down)).Append('.');
        if (up.Count + down.Count == 0)
            text.Append(" It is joined to no other block.");
        return text.ToString();
    }

    private string WhyNot(Block other, CancellationToken cancellationToken)
    {
        var last = (request.Last ?? []).Select(block => block.BlockId).ToHashSet();
        var goal = request.Goal with { Named = [[other.BlockId]], Excluded = [.. request.Goal.Excluded.Where(id => id != other.BlockId)] };
        var with = PathFinder.Find(goal, catalogue, 1, cancellationToken);
        var chosen = PathFinder.Find(request.Goal with { Excluded = [] }, catalogue, Depth, cancellationToken).Paths.FirstOrDefault(path =>
            path.Blocks.All(block => last.Contains(block.BlockId)));
        if (with.Paths is [var path, ..])
        {
            var difference = chosen is null ? "" : PathText.Difference(chosen, path);
            var reason = difference.Length == 0
                ? "By what the catalogue says there is little between them; I put the other first for its readiness and the fit of its data."
                : $"I put the other first because this one is: {difference}.";
            return $"{other.Name} would do as well: {path}. {reason} Say \"use {other.Name}\" to have it.";
        }

        var why = with.Nearest is [var near, ..] ? Wording.And(near.Misses.Select(miss => miss.Text))
            : catalogue.Graph.Up(other.BlockId).Any() || catalogue.Graph.Down(other.BlockId).Any()
            ? $"nothing that it is joined to serves {GoalText.Object(request.Goal, catalogue)}"
            : "the catalogue joins it to no other block";
        return $"{other.Name} does not fit here: {why}. {PathText.Description(other)}";
    }

    private string OfPipeline(Block? block, CancellationToken cancellationToken)
    {
        var last = request.Last!;
        var ids = last.Select(one => one.BlockId).ToHashSet();
        var paths = PathFinder.Find(request.Goal with { Excluded = [], Preferred = [.. ids] }, catalogue, Depth, cancellationToken).Paths;
        var chosen = paths.FirstOrDefault(path => path.Blocks.All(one => ids.Contains(one.BlockId)));
        var text = new StringBuilder();
        if (block is not null)
            text.Append(OfBlock(block)).Append("\n\n");
        if (chosen is null)
            return text.Append("The pipeline in question is ").Append(string.Join(" → ", last.Select(one => one.Name))).Append('.').ToString();
        var words = new PathText(request.Goal, catalogue);
        text.Append("It was chosen for ").Append(GoalText.Line(request.Goal, catalogue)).Append(":\n\n").Append(words.Reasons(chosen));
        var rival = paths.FirstOrDefault(path => block?.BlockType switch
        {
            BlockType.Dataset => path.Model == chosen.Model && path.Dataset != chosen.Dataset,
            BlockType.Exports => path.Model == chosen.Model && path.Dataset == chosen.Dataset && path.Export != chosen.Export,
            _ => path.Model != chosen.Model,
        });
        if (rival is not null)
        {
            var difference = PathText.Difference(chosen, rival);
            text.Append("\nThe next best would be ").Append(rival).Append(difference.Length == 0 ? "." : $": {difference}.").Append('\n');
        }
        else
        {
            text.Append("\nThe catalogue joins nothing else to it that would do.\n");
        }

        text.Append("\nWhat to know:\n");
        foreach (var doubt in words.Doubts(chosen))
            text.Append("- ").Append(doubt).Append('\n');
        return text.ToString().TrimEnd();
    }
}
