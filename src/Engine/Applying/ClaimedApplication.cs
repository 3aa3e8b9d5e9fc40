namespace Constellation.Realtime.Engine.Applying;

/// <summary>An application in this node's hands. Each note is in the database before what it announces is done.</summary>
internal sealed class ClaimedApplication(Applications applications, Application application)
{
    /// <summary>As last noted.</summary>
    public Application Now { get; private set; } = application;

    /// <summary>A request that makes something is about to be sent.</summary>
    /// <exception cref="ApplicationLostException">Another node has it: send nothing.</exception>
    public async Task NoteSendingAsync() => Now = await applications.NoteSendingAsync(Now);

    /// <summary>None of it has left.</summary>
    /// <exception cref="ApplicationLostException">Another node has it.</exception>
    public async Task NoteNotSentAsync() => Now = await applications.NoteNotSentAsync(Now);

    /// <summary>The API has made this.</summary>
    /// <exception cref="ApplicationLostException">Another node has it: do nothing more.</exception>
    public async Task NoteMadeAsync(string madeId) => Now = await applications.NoteMadeAsync(Now, madeId);

    /// <summary>What was made is about to be taken away again.</summary>
    /// <exception cref="ApplicationLostException">Another node has it: take nothing away.</exception>
    public async Task NoteRefusalAsync(string refusal) => Now = await applications.NoteRefusalAsync(Now, refusal);

    /// <summary>Leaves it for whoever comes first, at that time or later.</summary>
    /// <exception cref="ApplicationLostException">Another node has it.</exception>
    public async Task PutOffAsync(DateTimeOffset nextAt) => Now = await applications.PutOffAsync(Now, nextAt);
}
