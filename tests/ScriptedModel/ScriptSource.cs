namespace Constellation.Realtime.ScriptedModel;

/// <summary>Where a script begins: each call starts the script of one more answer.</summary>
public abstract class ScriptSource
{
    /// <summary>Begins with text, one delta for each.</summary>
    public Script Says(params string[] texts) => Begin().ThenSays(texts);

    /// <summary>Begins with a tool call.</summary>
    public Script Calls(string tool, string arguments, int splitInto = 1) => Begin().ThenCalls(tool, arguments, splitInto);

    /// <summary>Begins with a wait: the headers are sent, nothing else until <see cref="ScriptedLlm.GoesOn"/>.</summary>
    public Script Waits() => Begin().ThenWaits();

    /// <summary>Sends the headers and then nothing, for ever.</summary>
    public Script Stalls() => Begin().ThenStalls();

    /// <summary>Sends the headers and cuts the connection.</summary>
    public Script Breaks() => Begin().ThenBreaks();

    /// <summary>Begins with these very bytes in the body.</summary>
    public Script Sends(string raw) => Begin().ThenSends(raw);

    /// <summary>Says nothing and finishes.</summary>
    public Script Finishes(string reason) => Begin().ThenFinishes(reason);

    /// <summary>What is said depends on what was asked, as a model that reads what its tools and the check told it.</summary>
    public void Decides(Func<ReceivedRequest, Script> decide) => Begin().DecidedBy = decide;

    /// <summary>One HTTP answer and no stream: an error, or a page in a 200.</summary>
    public Script Answers(int status, string body = "", string contentType = "application/json", params (string Name, string Value)[] headers) =>
        Begin().Answers(status, body, contentType, headers);

    private protected abstract void Add(Script script);

    private Script Begin()
    {
        var script = new Script();
        Add(script);
        return script;
    }
}
