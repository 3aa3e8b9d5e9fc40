using System.Text.RegularExpressions;
using Constellation.Realtime.Engine.Graph;

namespace Constellation.Realtime.Engine.Providers.Planner;

/// <summary>The turns of phrase by which a person refers to what was said before. Over text in lower case without accents.</summary>
internal static partial class Cues
{
    private const RegexOptions Fast = RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture;

    public static bool Greets(string text) => Greeting().IsMatch(text);

    public static bool Thanks(string text) => Thank().IsMatch(text);

    public static bool AsksWhy(string text) => Why().IsMatch(text);

    public static bool AsksAbout(string text) => About().IsMatch(text);

    public static bool AsksWhat(string text) => What().IsMatch(text);

    public static bool AsksForOthers(string text) => Others().IsMatch(text);

    public static bool AsksForList(string text) => List().IsMatch(text);

    public static bool WantsAnother(string text) => Another().IsMatch(text);

    public static bool Refers(string text) => Reference().IsMatch(text);

    public static bool WantsFiner(string text) => Finer().IsMatch(text);

    public static bool WantsOftener(string text) => Oftener().IsMatch(text);

    public static bool WantsRealData(string text) => RealData().IsMatch(text);

    public static bool Rejects(string text) => Rejection().IsMatch(text);

    /// <summary>Which of the choices is meant by "the second one", "2" or "b"; counted from 0, null where none.</summary>
    public static int? Choice(string text)
    {
        var match = Ordinal().Match(text);
        if (!match.Success)
            return null;
        string[][] words = [["1", "a", "first", "1st", "one"], ["2", "b", "second", "2nd", "two"], ["3", "c", "third", "3rd", "three"],
            ["4", "d", "fourth", "4th", "four"], ["5", "e", "fifth", "5th", "five"], ["6", "f", "sixth", "6th", "six"]];
        return Array.FindIndex(words, row => row.Contains(match.Groups["which"].Value)) is >= 0 and var index ? index : null;
    }

    /// <summary>The kind of block that the text names, or null.</summary>
    public static BlockType? Part(string text) => Model().IsMatch(text) ? BlockType.Model
        : Dataset().IsMatch(text) ? BlockType.Dataset
        : Export().IsMatch(text) ? BlockType.Exports
        : Paper().IsMatch(text) ? BlockType.Paper
        : null;

    [GeneratedRegex(
        @"^\W*(hi|hello|hey|good (morning|afternoon|evening|day)|bonjour|salut|hola|buenos dias|hallo|guten (tag|morgen)|greetings|yo|moin|servus)(\W+(there|all"
            + @"|you|everyone|constellation|planner|team))*\W*$|^\W*(help|what can you do|who are you|what are you|how does this work|what is this|what do you do"
            + @"|how can you help( me)?|aide|ayuda|hilfe|can you help( me)?)\W*$",
        Fast)]
    private static partial Regex Greeting();

    [GeneratedRegex(
        @"^\W*((ok(ay)?|yes|yep|great|perfect|nice|cool|good|thanks?( you)?( very much| so much| a lot)?|thx|merci( beaucoup)?|gracias|danke( schon)?|super"
            + @"|wonderful|excellent|awesome|looks? good|sounds? good|that'?s? (it|good|great|perfect|fine)|fine|agreed|go ahead|well done|brilliant|got it"
            + @"|understood)\W*)+$",
        Fast)]
    private static partial Regex Thank();

    [GeneratedRegex(@"\b(why|how come|what makes|explain|justify|reason|rationale|pourquoi|por que|porque|warum|wieso|weshalb)\b", Fast)]
    private static partial Regex Why();

    [GeneratedRegex(
        @"^\W*(is|are|does|do|can|will|would|how|what|which|who|where|tell me( more)? about|describe|what's|whats|could)\b.*\b(it|this|that|these|they"
            + @"|the (model|dataset|data|pipeline|export|sink|result|results|output|suggestion|resolution|accuracy|licen[sc]e|first|second)|its|their)\b",
        Fast)]
    private static partial Regex About();

    [GeneratedRegex(@"^\W*(what is|what s|whats|what are|who made|tell me( more)? about|describe|explain|info on|was ist|qu est ce que|c est quoi|que es)\b", Fast)]
    private static partial Regex What();

    [GeneratedRegex(
        @"\b(what|which|any|show|list|are there|see|compare|tell)\b.*\b(alternatives?|other (options?|choices?|models?|datasets?|pipelines?|sinks?|exports?"
            + @"|possibilit(y|ies)|ways?)|else|options)\b|^\W*(alternatives?|other options|options)\W*$|\bcompare\b",
        Fast)]
    private static partial Regex Others();

    [GeneratedRegex(@"^\W*(list|show( me)?|which|what|do you have|are there|have you got|give me a list of|what kind of|browse|how many)\b(\W+\w+){0,6}?\W+(blocks?|datasets?|data ?sets?|models?|exports?|sinks?|papers?|sensors?|data)\b", Fast)]
    private static partial Regex List();

    [GeneratedRegex(@"\b(another|different|other|alternative|something else|someone else|else|instead|swap|replace|change the|switch|try again|autre|otro|otra|ander\w+|diferente|differente?)\b", Fast)]
    private static partial Regex Another();

    [GeneratedRegex(
        @"\b(it|that|this|these|those|same|instead|also|too|only|just|rather|now|make|again|but|use|using|with|without|no|not|the (model|dataset|export|sink"
            + @"|pipeline)|previous|above|seulement|solo|nur|statt|plutot|aussi|sans|sin|ohne|avec|con|mit|mejor|lieber|what about|how about|and)\b",
        Fast)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\b((finer|sharper|better|higher|greater|more) (spatial )?(resolution|detail|pixels?)|(finer|sharper)|more detailed|smaller pixels|meilleure resolution|mayor resolucion|hohere auflosung|feiner)\b", Fast)]
    private static partial Regex Finer();

    [GeneratedRegex(@"\b(more (often|frequent(ly)?)|higher (cadence|frequency|temporal resolution)|better (cadence|temporal resolution|revisit)|more up to date|plus souvent|mas a menudo|ofter|haufiger)\b", Fast)]
    private static partial Regex Oftener();

    [GeneratedRegex(
        @"\b((not|no|without|instead of|rather than) (a |the )?(benchmark|labell?ed|training|demo)|real data|live data|real imagery|operational|actual (data"
            + @"|imagery|images)|fresh (data|imagery)|current (data|imagery|images)|new images|my own (area|data))\b",
        Fast)]
    private static partial Regex RealData();

    [GeneratedRegex(@"^\W*(no|nope|not (this|that)( one)?|i (don t|don't|do not) (like|want) (it|this|that)( one)?|wrong|bad|try again|next|nein|non)\W*$", Fast)]
    private static partial Regex Rejection();

    [GeneratedRegex(
        @"^\W*((i (would like|want|choose|take|prefer)|take|the|option|number|choice|go (for|with))\W+)*(?<which>[1-6]|[a-f]|first|second|third|fourth|fifth"
            + @"|sixth|1st|2nd|3rd|4th|5th|6th|one|two|three|four|five|six)(\W+(one|please|option|choice))*\W*$",
        Fast)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"\b(models?|networks?|algorithms?|detectors?|classifiers?|modele|modelo|modell\w*|method)\b", Fast)]
    private static partial Regex Model();

    [GeneratedRegex(@"\b(data ?sets?|data|imagery|images|satellites?|sensors?|inputs?|sources?|jeux? de donnees|donnees|datos|daten\w*|datensatz\w*|bilder)\b", Fast)]
    private static partial Regex Dataset();

    [GeneratedRegex(@"\b(exports?|sinks?|outputs?|destinations?|formats?|storage|export it|save|store|deliver)\b", Fast)]
    private static partial Regex Export();

    [GeneratedRegex(@"\bpapers?\b", Fast)]
    private static partial Regex Paper();
}
