using System.Text.Json.Serialization;

namespace Constellation.Realtime.Engine.Graph.Words;

/// <summary>Something that people and blocks speak of in many words: the vocabulary's entry. A class: equal to itself only.</summary>
internal sealed class Concept
{
    /// <summary>Unique among its kind.</summary>
    public required string Id { get; init; }

    public required ConceptKind Kind { get; init; }

    /// <summary>How the planner says it.</summary>
    public required string Label { get; init; }

    /// <summary>Words that mean it wherever they stand; a trailing <c>*</c> is any ending, a trailing <c>=</c> this form only.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Words that mean it in a person's goal, but would be too weak a sign in a block's text.</summary>
    public IReadOnlyList<string> GoalWords { get; init; } = [];

    /// <summary>Names by which a block is known to serve it, such as the training set's.</summary>
    public IReadOnlyList<string> KnownBy { get; init; } = [];

    /// <summary>The application areas to which it belongs.</summary>
    public IReadOnlyList<string> Areas { get; init; } = [];

    /// <summary>Subjects that contain this one, by id.</summary>
    public IReadOnlyList<string> Broader { get; init; } = [];

    /// <summary>Subjects that may do where this one has no block, by id.</summary>
    public IReadOnlyList<string> Near { get; init; } = [];

    /// <summary>Of an output: the taxonomy's values that are meant. Of a subject: those by which a block shows that it serves it.</summary>
    public IReadOnlyList<string> Outputs { get; init; } = [];

    /// <summary>The taxonomy's input data types that are meant.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>The taxonomy's satellites or climate sources that are meant.</summary>
    public IReadOnlyList<string> Satellites { get; init; } = [];

    /// <summary>Regions that contain this one, by id.</summary>
    public IReadOnlyList<string> In { get; init; } = [];

    /// <summary>A wish that may be missed, not a condition.</summary>
    public bool Soft { get; init; }

    /// <summary>A condition even among kinds that are wishes otherwise.</summary>
    public bool Hard { get; init; }
}

/// <summary>What sort of thing a concept is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConceptKind>))]
internal enum ConceptKind
{
    /// <summary>What is looked for on the Earth, such as floods.</summary>
    Subject,

    /// <summary>What looks: a kind of sensor, a satellite, a data family.</summary>
    Sensor,

    /// <summary>What sort of result.</summary>
    Output,

    /// <summary>Where results go.</summary>
    Sink,

    /// <summary>How often.</summary>
    Cadence,

    /// <summary>A broad field, too wide for one pipeline.</summary>
    Field,

    /// <summary>A place on the Earth.</summary>
    Region,

    /// <summary>A condition of another sort.</summary>
    Flag,

    /// <summary>A word with which a task begins.</summary>
    Verb,

    /// <summary>A word that ends a noun phrase.</summary>
    Boundary,

    /// <summary>A word that says nothing about what is wanted.</summary>
    Plain,
}
