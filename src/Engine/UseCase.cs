using Constellation.Realtime.Engine.Sessions;

namespace Constellation.Realtime.Engine;

/// <summary>What a use case throws where the database is away: the one place in which that becomes a refusal.</summary>
internal static class UseCase
{
    /// <summary>What the use case answers.</summary>
    /// <exception cref="RefusedException">Its own; or <c>unavailable</c>.</exception>
    public static async Task<T> AnswerAsync<T>(Func<Task<T>> useCase)
    {
        try
        {
            return await useCase();
        }
        catch (StoreUnavailableException)
        {
            throw RefusedException.Unavailable();
        }
    }
}
