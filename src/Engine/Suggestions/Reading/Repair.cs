namespace Constellation.Realtime.Engine.Suggestions.Reading;

/// <summary>Something that was mended while reading.</summary>
/// <param name="Code">One of <see cref="RepairCodes"/>.</param>
/// <param name="Pointer">Where, as a JSON Pointer into the value that was read; empty for the whole.</param>
internal sealed record Repair(string Code, string Pointer);

/// <summary>What reading mends. The first group is how JSON is written; the second changes a value, and only where the schema leaves one reading.</summary>
internal static class RepairCodes
{
    internal const string Fence = "fence", Prose = "prose", ByteOrderMark = "byte_order_mark", Comment = "comment", TrailingComma = "trailing_comma",
        MissingComma = "missing_comma", MissingCloser = "missing_closer", SingleQuotes = "single_quotes", SmartQuotes = "smart_quotes", Backticks = "backticks",
        MissingQuote = "missing_quote", UnquotedKey = "unquoted_key", UnquotedString = "unquoted_string", Literal = "literal", NumberForm = "number_form",
        UnescapedQuote = "unescaped_quote", RawControl = "raw_control", Escape = "escape";

    internal const string DoubleEncoded = "double_encoded", EnumCase = "enum_case", StringToNumber = "string_to_number", StringToBoolean = "string_to_boolean",
        StringToNull = "string_to_null", NumberToString = "number_to_string", OneForList = "one_for_list";
}
