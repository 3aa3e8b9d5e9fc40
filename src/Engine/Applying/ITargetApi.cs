namespace Constellation.Realtime.Engine.Applying;

/// <summary>An API that accepted suggestions of some target go to.</summary>
internal interface ITargetApi
{
    /// <summary>What people call it, as the beginning of a sentence.</summary>
    string Name { get; }

    /// <summary>Goes on from where the application is, and says what came of it. What it says was applied the API itself has confirmed. Called again after
    /// <see cref="Attempted.Later"/>, by this node or another, also where a node died in the middle.</summary>
    /// <exception cref="ApplicationLostException">Another node has it.</exception>
    Task<Attempted> ApplyAsync(ClaimedApplication application, CancellationToken cancellationToken);
}
