using System.Globalization;
using System.Text;
using Constellation.Realtime.Chaos.Checking;

namespace Constellation.Realtime.Chaos;

/// <summary>A run as a page of Markdown, from its history file alone.</summary>
internal static class Report
{
    private const int MostBreaches = 50;

    public static string Of(Observation.Began? began, Verdict verdict)
    {
        var page = new StringBuilder();
        Line($"# {(began?.Peer == "crash points" ? "Nodes that die between two effects" : "Faults at random")}: {verdict.Ruling}");
        Line($"");
        Line($"Written by the run itself. How it is done and judged: [proof.md](proof.md), `./chaos.sh --help`.");
        Line($"");
        Line($"| | |");
        Line($"| --- | --- |");
        Line($"| run | `{began?.Command}` |");
        Line($"| begun | {began?.On:yyyy-MM-dd HH:mm} UTC, took {verdict.Took:hh\\:mm\\:ss} |");
        Line($"| code | {began?.Code} |");
        Line($"| machine | {began?.Machine} |");
        Line($"| service | {began?.Peer}, {(began?.ContinuesText == true ? "whose owners go on with a reply" : "with a model that says each reply anew")} |");
        Line($"| faults | {verdict.AllFaults}, {verdict.InTheMiddle} in the middle of a reply ({Share(verdict.InTheMiddle, verdict.AllFaults):0.0} %); of nodes {verdict.OfNodes.All}, {verdict.OfNodes.InTheMiddle} of them in the middle of a reply of that node's |");
        Line($"| turns | {verdict.Turns}, {verdict.Struck} of them at least hit in their middle, {verdict.Again} asked for anew |");
        Line($"| readings | {verdict.Readings} of a turn, {verdict.ToldFromHistory} of them ended from history; {verdict.Watchings} of a whole conversation, {verdict.EndedMeanwhile} conversations ended in the middle of a reply |");
        Line($"| ended | {verdict.Completed} completed, {verdict.Cancelled} cancelled, {verdict.Failed} failed |");
        Line($"| suggestions | {verdict.Suggestions}, {verdict.Decisions} decided |");
        Line($"| characters | {verdict.Characters:N0} in all readings |");
        Line($"| lost | {Verdict.Judged(verdict.Lost)} |");
        Line($"| repeated | {Verdict.Judged(verdict.Repeated)} |");
        Line($"| hung | {verdict.Hung} |");
        Line($"| put off | {verdict.PutOff} calls, made again |");
        Line($"| breaches | {verdict.Breaches.Count} |");
        Line($"| takeover after a node was gone or paused | {verdict.Waits} |");
        Line($"");
        Line($"| fault | times | in the middle of a reply |");
        Line($"| --- | --- | --- |");
        foreach (var kind in verdict.Faults) Line($"| {kind.Name} | {kind.Times} | {kind.InTheMiddle} |");
        if (verdict.Breaches.Count > 0)
        {
            Line($"");
            Line($"## Breaches");
            Line($"");
            foreach (var breach in verdict.Breaches.Take(MostBreaches)) Line($"- {breach}");
        }

        return page.ToString();

        void Line(FormattableString line) => page.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }

    private static double Share(int part, int all) => all == 0 ? 0 : 100.0 * part / all;
}
