using Constellation.Realtime.Hub.Tests.Journeys;
using Constellation.Realtime.ScriptedModel;

namespace Constellation.Realtime.Hub.Tests.Fallback;

/// <summary>Where in a turn a provider fails.</summary>
public enum FaultAt
{
    BeforeTheFirstPiece,
    AfterTheFirstText,
    InTheMiddleOfAToolCall,
    AfterAToolRound,
    InAFencedCandidate,
}

/// <summary>What a scripted model says of its own letter: well, or up to its fault.</summary>
internal static class FallbackTable
{
    private const string Search = """{"query":"fires"}""";

    internal static readonly string[] Faults = ["busy", "quota", "auth", "bad_request", "overlong", "filtered", "broken", "stalled", "empty"];

    private static readonly string Half = Suggested.Fires[..(Suggested.Fires.Length / 2)];

    /// <summary>Whether there can be such a fault there: an answer in which something was said is not empty.</summary>
    internal static bool IsPossible(string fault, FaultAt at) => fault != "empty" || at is FaultAt.BeforeTheFirstPiece or FaultAt.AfterAToolRound;

    /// <summary>All that this provider says to a turn in which it does not fail.</summary>
    internal static void SaysAll(ScriptSource llm, char letter, FaultAt at)
    {
        switch (at)
        {
            case FaultAt.InTheMiddleOfAToolCall:
                llm.Says($"{letter}1 ").ThenCalls("suggest_pipeline", Suggested.Fires, splitInto: 8);
                llm.Says($"{letter}2.");
                break;
            case FaultAt.AfterAToolRound:
                llm.Says($"{letter}2 ", $"{letter}3.");
                break;
            case FaultAt.InAFencedCandidate:
                llm.Says($"{letter}1 ", $"\n```suggest pipeline\n{Suggested.Fires[..40]}", Suggested.Fires[40..], "\n```\n", $"{letter}2.");
                break;
            default:
                llm.Says($"{letter}1 ", $"{letter}2.");
                break;
        }
    }

    /// <summary>The same up to the fault, which it has from then on.</summary>
    internal static void Fails(ScriptSource llm, char letter, FaultAt at, string fault, bool isFirst)
    {
        if (at == FaultAt.AfterAToolRound && isFirst) llm.Says($"{letter}1 ").ThenCalls("search_blocks", Search);
        if (at == FaultAt.BeforeTheFirstPiece || fault == "empty")
        {
            FailsAtOnce(llm, fault);
            return;
        }

        var script = at switch
        {
            FaultAt.InTheMiddleOfAToolCall => llm.Says($"{letter}1 ").ThenCalls("suggest_pipeline", Half, splitInto: 4),
            FaultAt.InAFencedCandidate => llm.Says($"{letter}1 ", $"\n```suggest pipeline\n{Half[..40]}", Half[40..]),
            _ => llm.Says($"{letter}2 half"),
        };
        Breaks(script, fault);
    }

    private static void FailsAtOnce(ScriptSource llm, string fault)
    {
        switch (fault)
        {
            case "broken":
                llm.Breaks();
                break;
            case "stalled":
                llm.Stalls();
                break;
            case "empty":
                llm.Finishes("stop");
                break;
            default:
                llm.Answers(StatusOf(fault), $$$"""{"error":{"message":"No.","code":"{{{CodeOf(fault)}}}"}}""");
                break;
        }
    }

    private static Script Breaks(Script script, string fault) => fault switch
    {
        "broken" => script.ThenBreaks(),
        "stalled" => script.ThenStalls(),
        "filtered" => script.ThenFinishes("content_filter"),
        "bad_request" => script.ThenSendsEvent("""{"error":{"message":"No.","code":400}}"""),
        _ => script.ThenSendsEvent($$$"""{"error":{"message":"No.","code":"{{{CodeOf(fault)}}}"}}"""),
    };

    private static int StatusOf(string fault) => fault switch { "busy" => 503, "quota" => 429, "auth" => 401, _ => 400 };

    private static string CodeOf(string fault) => fault switch
    {
        "busy" => "rate_limit_exceeded",
        "quota" => "insufficient_quota",
        "auth" => "invalid_api_key",
        "overlong" => "context_length_exceeded",
        "filtered" => "content_filter",
        _ => "invalid_request_error",
    };
}
