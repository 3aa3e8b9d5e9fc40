using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying.Http;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>For APIs in which nothing tells whether a request has been there: it is sent once, and sent again only where nothing of it has left.</summary>
internal static class SendOnce
{
    /// <summary>Notes that it is sent, sends it, and reads the answer. What is neither a yes nor a no has an unknown outcome, and so has a no to a repeat: it says nothing of
    /// an earlier request.</summary>
    /// <param name="name">The API's, as the beginning of a sentence.</param>
    /// <param name="mayRepeat">Whether the API takes what it knows already once only.</param>
    /// <param name="applied">What a yes of the API says; null where it is none.</param>
    /// <param name="refused">What of its answers, beside those of a status that says so, is a no.</param>
    public static async Task<Attempted> SendAsync(
        ClaimedApplication application, string name, bool mayRepeat, Func<Task<ApiAnswer>> send, Func<ApiAnswer, ApplyResult?> applied,
        Func<ApiAnswer, bool>? refused = null)
    {
        if (application.Now.Sends > 0 && !mayRepeat) return Unknown(name, "the node that asked it is gone");
        await application.NoteSendingAsync();
        ApiAnswer answer;
        try
        {
            answer = await send();
        }
        catch (NoAnswerException exception) when (!exception.WasSent)
        {
            await application.NoteNotSentAsync();
            return new Attempted.Later(exception.Message);
        }
        catch (NoAnswerException exception)
        {
            return mayRepeat ? new Attempted.Later(exception.Message) : Unknown(name, exception.Message);
        }

        if (answer.IsSuccess && applied(answer) is { } result) return new Attempted.Applied(result);
        if ((answer.IsRefusal || refused?.Invoke(answer) == true) && application.Now.Sends == 1)
            return new Attempted.Failed(ErrorCodes.TargetRefused, $"{name} refused it: {answer.Told}.");
        return mayRepeat ? new Attempted.Later(answer.Unclear) : Unknown(name, answer.Unclear);
    }

    private static Attempted.Failed Unknown(string name, string reason) => new(
        ErrorCodes.OutcomeUnknown, $"{name} gave no clear answer ({reason}): it may have been applied or not, and was not sent again. Look there before you try again.");
}
