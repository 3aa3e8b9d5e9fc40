using System.Runtime.CompilerServices;
using Constellation.Realtime.Engine.Providers.Http;
using Microsoft.Extensions.AI;

namespace Constellation.Realtime.Engine.Providers;

/// <summary>A provider behind a chat client of Semantic Kernel's: how an answer is read is the same for all, how it is asked for and written is each one's own.</summary>
/// <param name="options">Checked before.</param>
/// <param name="http">What the client speaks over; ours to dispose of.</param>
internal abstract class ChatProvider(ProviderOptions options, HttpClient http, TimeProvider time) : ILlmProvider, IDisposable
{
    // Once the model has said that it has finished, only the bill is waited for, and not for long.
    private static readonly TimeSpan BillTimeout = TimeSpan.FromSeconds(2);

    private readonly bool _joinsRoles = options.JoinsRoles;
    private IChatClient? _chat;

    /// <inheritdoc/>
    public string Name { get; } = options.Kind!;

    /// <inheritdoc/>
    public string Model { get; } = options.Model!;

    /// <inheritdoc/>
    public bool ContinuesText => false;

    /// <inheritdoc/>
    public bool GoesOnWithOthers { get; } = options.Prefill;

    /// <inheritdoc/>
    public async IAsyncEnumerable<Piece> StreamAsync(Prompt prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var bill = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, bill.Token);
        var answer = Begin();
        if (_joinsRoles) prompt = prompt with { Messages = InTurn.Of(prompt.Messages) };
        var begun = GoesOnWithOthers && prompt.Begun.Length > 0 ? new Beginning(prompt.Begun) : null;
        if (begun is not null) prompt = prompt with { Messages = [.. prompt.Messages, begun.Message] };
        await using var updates = Chat.GetStreamingResponseAsync(Messages(prompt), Options(prompt), reading.Token).GetAsyncEnumerator(reading.Token);

        while (await NextAsync(updates, answer, reading.Token, cancellationToken))
        {
            foreach (var piece in Read(answer, updates.Current)) yield return begun?.Behind(piece) ?? piece;
            if (answer.Finish is not null) bill.CancelAfter(BillTimeout);
        }

        foreach (var piece in answer.End()) yield return piece;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _chat?.Dispose();
        http.Dispose();
    }

    /// <summary>The client, made once.</summary>
    protected abstract IChatClient Connect();

    /// <summary>The prompt's messages as the client takes them.</summary>
    protected abstract IEnumerable<ChatMessage> Messages(Prompt prompt);

    /// <summary>All else of the prompt.</summary>
    protected abstract ChatOptions Options(Prompt prompt);

    /// <summary>Reads one answer.</summary>
    protected abstract IChatAnswer Begin();

    /// <summary>What all of them speak over: no time-out of its own, and no redirect that would carry the prompt to somebody else.</summary>
    protected static HttpClient Http(ProviderFaults faults, StreamForm form = StreamForm.Events) => new(new JudgedResponses(faults, form)) { Timeout = Timeout.InfiniteTimeSpan };

    private IChatClient Chat => LazyInitializer.EnsureInitialized(ref _chat, Connect);

    // What the SDK hands out raw may have any shape.
    private static List<Piece> Read(IChatAnswer answer, ChatResponseUpdate update)
    {
        try
        {
            return [.. answer.Read(update)];
        }
        catch (Exception e) when (e is not ProviderException)
        {
            throw ProviderFaults.NotOfTheProtocol(e);
        }
    }

    private static async ValueTask<bool> NextAsync(
        IAsyncEnumerator<ChatResponseUpdate> updates, IChatAnswer answer, CancellationToken reading, CancellationToken cancellationToken)
    {
        try
        {
            ProviderCall.Token = reading;
            if (await updates.MoveNextAsync()) return true;

            // A response that a cancellation closes may look like one that ended.
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception) when (answer.Finish is not null)
        {
            // The answer is whole by the model's own word; what broke after it cost at most the bill.
            return false;
        }
        catch (Exception e) when (e is not ProviderException)
        {
            throw ProviderFaults.Broken(e);
        }
    }
}

/// <summary>Makes pieces of one answer's updates.</summary>
internal interface IChatAnswer
{
    /// <summary>Why the answer is over; null as long as the model hasn't said that it is.</summary>
    Finish? Finish { get; }

    /// <summary>What an update says; an empty text where it only shows that the model lives.</summary>
    /// <exception cref="ProviderException">It is not of the protocol.</exception>
    IEnumerable<Piece> Read(ChatResponseUpdate update);

    /// <summary>The bill and the end.</summary>
    /// <exception cref="ProviderException">The model never said that it had finished.</exception>
    IEnumerable<Piece> End();
}
