namespace Constellation.Realtime.Engine.Feedback;

/// <summary>Which training data are asked for.</summary>
internal sealed record TrainingQuery
{
    /// <summary>What OpenAI takes of one example for its present models. Of a longer one it cuts the end, which is what is to be learned.</summary>
    public const int UsualTokens = 65_536;

    /// <summary>What the lines are.</summary>
    public TrainingFormat Format { get; init; }

    /// <summary>Only what was said, decided or repaired from then on; null: everything.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Whether each line says what it was made of and what was thought of it; no trainer takes such a line as it is.</summary>
    public bool WithIngredients { get; init; }

    /// <summary>Tokens that a line may have, as <see cref="Prompting.TokenCount"/> counts.</summary>
    public int Tokens { get; init; } = UsualTokens;
}

/// <summary>What lines of training data are.</summary>
internal enum TrainingFormat
{
    /// <summary>Liked conversations.</summary>
    Chat,

    /// <summary>Pairs of a better and a worse answer.</summary>
    Preference,

    /// <summary>Every conversation of which somebody said what they think, liked or not, with what they said: to read, not to train with.</summary>
    Judged,
}
