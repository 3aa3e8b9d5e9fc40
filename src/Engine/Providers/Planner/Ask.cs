namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>What a person does with a message.</summary>
internal enum Ask
{
    /// <summary>Wants a pipeline for a goal.</summary>
    Plan,

    /// <summary>Wants the suggested pipeline changed.</summary>
    Change,

    /// <summary>Says too little to plan.</summary>
    Vague,

    /// <summary>Wants to know why, or more about what was suggested or about a block.</summary>
    Explain,

    /// <summary>Wants to see what else there is for the goal.</summary>
    Alternatives,

    /// <summary>Wants to see which blocks there are.</summary>
    List,

    /// <summary>Greets, or wants to know what this is.</summary>
    Greeting,

    /// <summary>Thanks or agrees.</summary>
    Thanks,

    /// <summary>Speaks of something else than Earth observation.</summary>
    Foreign,
}
