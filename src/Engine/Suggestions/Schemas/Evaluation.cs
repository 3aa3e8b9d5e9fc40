using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Constellation.Realtime.Engine.Suggestions.Schemas;

/// <summary>One judging of one value: where it is, what it found, what it may still spend. Used by one thread.</summary>
internal sealed class Evaluation
{
    /// <summary>Schemas applied to values, weighted by their cost: some 20 ms.</summary>
    private const int Steps = 250_000;

    /// <summary>More errors help nobody.</summary>
    private const int Errors = 100;

    /// <summary>Of schemas within schemas: 32 levels of value, each through some references.</summary>
    private const int Depth = 1_000;

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

    /// <summary>Whether errors are being told; else the first one ends the judging.</summary>
    internal bool Collecting => _errors is not null;

    /// <summary>Whether the budget is spent: then nothing counts as passed, whatever came out.</summary>
    internal bool Exceeded { get; private set; }

    /// <summary>Whether of several alternatives, none of which fits, the errors of all are told, not only of the nearest one.</summary>
    internal bool AllAlternatives { get; private set; }

    /// <summary>The resources entered so far, outermost first.</summary>
    internal List<SchemaResource> Scopes => _scopes;

    internal static bool Passes(SchemaNode root, JsonElement value) => Run(root, value, errors: null, allAlternatives: false, out _);

    internal static List<CandidateError> Find(SchemaNode root, JsonElement value, bool allAlternatives)
    {
        // Most candidates pass: the errors are looked for only when there are some.
        if (Run(root, value, errors: null, allAlternatives, out var exceeded))
            return [];
        List<CandidateError> errors = [];
        if (!exceeded)
            Run(root, value, errors, allAlternatives, out exceeded);
        if (errors.Count == 0 || exceeded)
            errors.Add(new() { Pointer = "", Code = FindingCodes.TooCostly, Message = "Judging this value against the schema takes too many steps." });
        return errors;
    }

    private static bool Run(SchemaNode root, JsonElement value, List<CandidateError>? errors, bool allAlternatives, out bool exceeded)
    {
        var evaluation = _idle ?? new Evaluation();
        _idle = null;
        (evaluation._errors, evaluation._steps, evaluation._depth, evaluation.Exceeded) = (errors, Steps, 0, false);
        evaluation.AllAlternatives = allAlternatives;
        evaluation._path.Clear();
        evaluation._scopes.Clear();
        var passes = root.Accepts(value, evaluation, null) && !evaluation.Exceeded;
        exceeded = evaluation.Exceeded;
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

    internal bool Spend(int steps)
    {
        if ((_steps -= steps) < 0)
            Exceeded = true;
        return !Exceeded;
    }

    internal void Push(JsonProperty property) => _path.Add(new(property, -1));

    internal void Push(int index) => _path.Add(new(default, index));

    internal void Pop() => _path.RemoveAt(_path.Count - 1);

    /// <summary>Whether the pattern matches; one that takes too long spends the whole budget.</summary>
    internal bool Matches(EcmaPattern pattern, ReadOnlySpan<char> text)
    {
        if (!Spend(4 + (text.Length / 8)))
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
            if (_errors is { Count: < Errors })
                _errors.Add(error);
        }
    }

    /// <summary>Notes an error at the place where the judging is.</summary>
    internal void Add(string code, string message, JsonElement? got = null, string? expected = null, IReadOnlyList<string>? allowed = null, IReadOnlyList<string>? choices = null)
    {
        if (_errors is { Count: < Errors })
        {
            _errors.Add(new()
            {
                Pointer = Pointer,
                Code = code,
                Message = message,
                Expected = expected,
                Got = got is { } value ? Shorten(value) : null,
                Allowed = allowed ?? [],
                Choices = choices ?? [],
            });
        }
    }

    internal string Pointer
    {
        get
        {
            var pointer = new StringBuilder();
            foreach (var segment in _path)
            {
                pointer.Append('/');
                if (segment.Index >= 0)
                    pointer.Append(CultureInfo.InvariantCulture, $"{segment.Index}");
                else
                    pointer.Append(Escape(segment.Property.Name));
            }
            return pointer.ToString();
        }
    }

    internal static string Escape(string token) => token.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

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

    private readonly record struct Segment(JsonProperty Property, int Index);
}
