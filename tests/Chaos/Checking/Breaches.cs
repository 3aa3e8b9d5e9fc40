namespace Constellation.Realtime.Chaos.Checking;

/// <summary>What was found, each with the rule that it breaks.</summary>
internal sealed class Breaches
{
    private readonly List<(Rule Rule, string Text)> _all = [];

    /// <summary>In words, in the order in which they were found.</summary>
    public IReadOnlyList<string> Texts => [.. _all.Select(breach => breach.Text)];

    /// <summary>How many there are of each rule that was broken.</summary>
    public IReadOnlyDictionary<Rule, int> ByRule => _all.CountBy(breach => breach.Rule).ToDictionary();

    public void Add(string text, Rule rule = Rule.Other) => _all.Add((rule, text));

    public void AddRange(IEnumerable<string> texts, Rule rule = Rule.Other) => _all.AddRange(texts.Select(text => (rule, text)));
}

/// <summary>The promises, as far as a control has to tell one from another.</summary>
internal enum Rule
{
    /// <summary>Messages, suggestions, decisions, conversations.</summary>
    Other,

    /// <summary>Each event fits what its reader has in hand, numbers grow, nothing comes after the end.</summary>
    Fold,

    /// <summary>What a reader has in hand at the end is what history keeps.</summary>
    Kept,

    /// <summary>A reply is one owner's text.</summary>
    Owner,

    /// <summary>What was shown stands after a takeover.</summary>
    Stands,

    /// <summary>A number is one event.</summary>
    Number,

    /// <summary>Nobody waits in vain.</summary>
    Hung,
}
