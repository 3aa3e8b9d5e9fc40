using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Constellation.Realtime.Engine.Evaluation;

namespace Constellation.Realtime.Hub.Evaluation;

/// <summary>What came of an evaluation: a table for people, JSON for programs.</summary>
internal static class EvalReport
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    };

    private static readonly (string Head, Func<EvaluationRow, string> Cell)[] Columns =
    [
        ("provider", row => row.Provider),
        ("model", row => row.Model),
        ("goals", row => Number(row.Goals)),
        ("completed", row => Number(row.Completed)),
        ("valid", row => Percent(row.Valid)),
        ("right blocks", row => Percent(row.RightBlocks)),
        ("right", row => Percent(row.Right)),
        ("repairs", row => Number(row.Repairs)),
        ("tokens in", row => Number(row.InputTokens)),
        ("tokens out", row => Number(row.OutputTokens)),
        ("cost", row => row.Cost.ToString("0.0000", CultureInfo.InvariantCulture)),
        ("first text", row => Seconds(row.MedianFirstTextSeconds)),
        ("time", row => Seconds(row.MedianSeconds)),
    ];

    /// <summary>First the goals that a provider got wrong, then a row for each provider; times are medians.</summary>
    public static async Task WriteTableAsync(IReadOnlyList<EvaluationRow> rows, TextWriter output)
    {
        foreach (var row in rows)
        {
            foreach (var result in row.Results.Where(result => result.Wrong is not null))
                await output.WriteLineAsync($"{row.Provider} {row.Model}: {string.Join(" | ", result.Goal.Messages)}\n    {result.Ended}: {Line(result.Wrong!)}");
        }

        var cells = rows.Select(row => Columns.Select(column => column.Cell(row)).ToArray()).Prepend([.. Columns.Select(column => column.Head)]).ToArray();
        var widths = Columns.Select((_, i) => cells.Max(row => row[i].Length)).ToArray();
        foreach (var row in cells)
            await output.WriteLineAsync(string.Join("  ", row.Select((cell, i) => i < 2 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
    }

    /// <exception cref="IOException">The file can't be written.</exception>
    public static async Task WriteJsonAsync(IReadOnlyList<EvaluationRow> rows, string path, CancellationToken cancellationToken)
    {
        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, new { Rows = rows }, Indented, cancellationToken);
    }

    private static string Line(string text)
    {
        const int Longest = 300;
        var line = text.ReplaceLineEndings(" ");
        return line.Length <= Longest ? line : line[..Longest] + "…";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double? share) => share is { } part ? (100 * part).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "–";

    private static string Seconds(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture) + " s";
}
