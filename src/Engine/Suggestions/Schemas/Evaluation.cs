using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Constellation.Realtime.Engine.Suggestions.Reading;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>One judging of one value: where it is, what it found, what it may still spend. Used by one thread.</summary>
internal sealed class Evaluation
{
    /// <summary>Schemas applied to values, weighted by their cost: some 20 ms.</summary>
    private const int Steps = 250_000;

    /// <summary>Of schemas within schemas: 32 levels of value, each through some references.</summary>
    private const int Depth = 1_000;

    /// <summary>Of a name in a sentence.</summary>
    private const int NameChars = 100;

    [ThreadStatic]
    private static Evaluation? _idle;

    private readonly List<Segment> _path = [];
    private readonly List<SchemaResource> _scopes = [];
    private List<CandidateError>? _errors;
    private int _steps;
    private int _depth;

    private Evaluation()
    {
    }

    /// <summary>Whether errors are being told; else, and where there are enough, the next one ends the judging.</summary>
    internal bool Collecting => _errors is { Count: < CandidateError.Most };

    /// <summary>Whether the budget is spent: then nothing counts as passed, whatever came out.</summary>
    internal bool Exceeded { get; private set; }

    /// <summary>Whether of several alternatives, none of which fits, the errors of all are told, not only of the nearest one.</summary>
    internal bool AllAlternatives { get; private set; }

    /// <summary>The resources entered so far, outermost first.</summary>
    internal List<SchemaResource> Scopes => _scopes;

    internal static bool Passes(SchemaNode root, JsonElement value, StepBudget? budget) => Run(root, value, errors: null, allAlternatives: false, budget, out _);

    internal static List<CandidateError> Find(SchemaNode root, JsonElement value, bool allAlternatives, StepBudget? budget)
    {
        // Most candidates pass: the errors are looked for only when there are some.
        if (Run(root, value, errors: null, allAlternatives, budget, out var exceeded))
            return [];
        List<CandidateError> errors = [];
        if (!exceeded)
            Run(root, value, errors, allAlternatives, budget, out exceeded);
        if (errors.Count == 0 || exceeded)
            errors.Add(new() { Pointer = "", Code = FindingCodes.TooCostly, Message = "Judging this value against the schema takes too many steps." });
        return errors;
    }

    private static bool Run(SchemaNode root, JsonElement value, List<CandidateError>? errors, bool allAlternatives, StepBudget? budget, out bool exceeded)
    {
        var steps = Math.Min(Steps, budget?.Left ?? Steps);
        var evaluation = _idle ?? new Evaluation();
        _idle = null;
        (evaluation._errors, evaluation._steps, evaluation._depth, evaluation.Exceeded) = (errors, steps, 0, false);
        evaluation.AllAlternatives = allAlternatives;
        evaluation._path.Clear();
        evaluation._scopes.Clear();
        var passes = root.Accepts(value, evaluation, null) && !evaluation.Exceeded;
        exceeded = evaluation.Exceeded;
        budget?.Spend(exceeded ? int.MaxValue : steps - evaluation._steps);
        evaluation._errors = null;
        _idle = evaluation;
        return passes;
    }

    /// <summary>Into one more schema; false where the budget is spent.</summary>
    internal bool Enter()
    {
        if (++_depth > Depth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            Exceeded = true;
        return Spend(1);
    }

    internal void Leave() => _depth--;

    internal bool Spend(long steps)
    {
        _steps = (int)Math.Max(_steps - steps, -1);
        if (_steps < 0)
            Exceeded = true;
        return !Exceeded;
    }

    internal void Push(JsonProperty property) => _path.Add(new(property, -1));

    internal void Push(int index) => _path.Add(new(default, index));

    internal void Pop() => _path.RemoveAt(_path.Count - 1);

    /// <summary>Whether the pattern matches; one that takes too long spends the whole budget.</summary>
    internal bool Matches(EcmaPattern pattern, ReadOnlySpan<char> text)
    {
        if (!Spend(pattern.Cost(text.Length)))
            return false;
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            Exceeded = true;
            return false;
        }
    }

    /// <summary>Whether the schema accepts the value, telling nobody why not.</summary>
    internal bool Probe(SchemaNode node, JsonElement value, Marks? marks)
    {
        var errors = _errors;
        _errors = null;
        var accepts = node.Accepts(value, this, marks);
        _errors = errors;
        return accepts;
    }

    /// <summary>Why the schema does not accept the value.</summary>
    internal List<CandidateError> Explain(SchemaNode node, JsonElement value)
    {
        var errors = _errors;
        List<CandidateError> own = [];
        _errors = own;
        node.Accepts(value, this, null);
        _errors = errors;
        return own;
    }

    internal void Add(IEnumerable<CandidateError> errors)
    {
        foreach (var error in errors)
        {
            if (_errors is { Count: < CandidateError.Most })
                _errors.Add(error);
        }
    }

    /// <summary>Notes an error at the place where the judging is.</summary>
    internal void Add(string code, string message, JsonElement? got = null, string? expected = null, IReadOnlyList<string>? allowed = null, IReadOnlyList<string>? choices = null)
    {
        if (_errors is { Count: < CandidateError.Most })
        {
            var pointer = PointerOf(out var whole);
            _errors.Add(new()
            {
                Pointer = pointer,
                IsAround = !whole,
                Code = code,
                Message = message,
                Expected = expected,
                Got = got is { } value ? Shorten(value) : null,
                Allowed = allowed ?? [],
                Choices = choices ?? [],
            });
        }
    }

    /// <summary>Where the judging is; the nearest place around where that would be too long to tell.</summary>
    internal string Pointer => PointerOf(out _);

    private string PointerOf(out bool whole)
    {
        var pointer = "";
        whole = true;
        foreach (var segment in _path)
        {
            var name = segment.Index >= 0 ? null : segment.IsLong ? "" : segment.Property.Name;
            if (segment.IsLong || JsonPointer.Longer(pointer, name, segment.Index) is not { } longer)
            {
                whole = false;
                break;
            }
            pointer = longer;
        }
        return pointer;
    }

    internal static string Escape(string token) => JsonPointer.Escape(token);

    /// <summary>A value's JSON text, at most 80 characters of it.</summary>
    internal static string Shorten(JsonElement value)
    {
        const int chars = 80;
        var raw = JsonMarshal.GetRawUtf8Value(value);
        var text = Encoding.UTF8.GetString(raw[..Math.Min(raw.Length, 4 * chars)]);
        if (text.Length <= chars && raw.Length <= 4 * chars)
            return text;
        var end = Math.Min(chars - 1, text.Length);
        return string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[end - 1]) ? end - 1 : end), "…");
    }

    /// <summary>A member's name, for a sentence.</summary>
    internal static string ShortName(string name) => name.Length <= NameChars ? name : string.Concat(name.AsSpan(0, char.IsHighSurrogate(name[NameChars - 2]) ? NameChars - 2 : NameChars - 1), "…");

    private readonly record struct Segment(JsonProperty Property, int Index)
    {
        // No character takes more than 6 bytes.
        internal bool IsLong => Index < 0 && JsonMarshal.GetRawUtf8PropertyName(Property).Length > 6 * JsonPointer.Chars;
    }
}
