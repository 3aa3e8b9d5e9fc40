using System.Net.Http.Headers;
using System.Text;
using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Applying.Http;

namespace Constellation.Realtime.Engine.Applying;

/// <summary>Any API that an administrator configured for a target: the payload goes to it as it is, with the suggestion's id as its <c>Idempotency-Key</c>.</summary>
internal sealed class OtherApi(Outgoing outgoing, Destination destination, ApplyTargetOptions options, ApiCall call) : ITargetApi
{
    private const int MostBytes = 1_000_000;

    public string Name => $"The API of '{options.Name}'";

    public Task<Attempted> ApplyAsync(ClaimedApplication application, CancellationToken cancellationToken)
    {
        var suggestion = application.Now.Suggestion;
        return SendOnce.SendAsync(
            application,
            Name,
            options.Idempotent,
            () => outgoing.SendAsync(
                call.Method, destination, call.Path, Encoding.UTF8.GetBytes(suggestion.Payload.GetRawText()), MostBytes, cancellationToken,
                headers => Fill(headers, suggestion.SuggestionId)),
            Applied);
    }

    private void Fill(HttpRequestHeaders headers, Guid suggestionId)
    {
        headers.Add("Idempotency-Key", suggestionId.ToString());
        if (options.Token is not null) headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Token);
    }

    private ApplyResult? Applied(ApiAnswer answer) =>
        answer.IsSuccess ? new ApplyResult { Api = options.Name!, Id = answer.Member("id"), Message = answer.Member("message") } : null;
}
