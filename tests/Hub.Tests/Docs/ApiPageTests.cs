using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text.Json;
using Constellation.Realtime.Contracts;
using static Constellation.Realtime.Hub.Tests.Docs.DocPage;

namespace Constellation.Realtime.Hub.Tests.Docs;

public sealed class ApiPageTests(DocumentedHub hub) : IClassFixture<DocumentedHub>
{
    private static readonly string[] InEveryEvent = ["sequence", "sessionId", "turnId", "type", "at"];
    private readonly DocPage _page = new("docs/api.md");

    [Fact]
    public void It_lists_every_hub_method_with_what_it_takes_and_answers()
    {
        var documented = _page.Table("Hub methods").Select(row => $"{Quoted(row[0])[0]} {row[1].Replace("`", "", StringComparison.Ordinal)}");

        Assert.Equal(typeof(IChatHub).GetMethods().Select(method => $"{Call(method)} {Answer(method.ReturnType)}"), documented);
    }

    [Fact]
    public void It_lists_every_announcement() =>
        Assert.Equal(typeof(IChatReceiver).GetMethods().Select(Call), _page.Table("Announcements").Select(row => Quoted(row[0])[0]));

    [Fact]
    public void It_lists_every_event_with_its_members()
    {
        var documented = _page.Table("Events").Select(row => $"{Quoted(row[0])[0]}: {string.Join(", ", Quoted(row[1]))}");

        Assert.Equal(Constants(typeof(SessionEventTypes)).Select(type => $"{type}: {string.Join(", ", MembersOf(type))}"), documented);
    }

    [Fact]
    public void It_lists_every_shape_with_its_members()
    {
        var shapes = typeof(Session).Assembly.GetExportedTypes()
            .Where(type => type.IsDefined(typeof(DataContractAttribute)) && type != typeof(SessionEvent))
            .Select(type => $"{type.Name}: {string.Join(", ", type.GetProperties().Select(Member).OfType<string>())}");

        var documented = _page.Table("Shapes").Select(row => $"{Quoted(row[0])[0]}: {string.Join(", ", Quoted(row[1]))}");

        Assert.Equal(shapes.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_lists_every_code_with_its_status()
    {
        var documented = _page.Table("Codes").Select(row => $"{Quoted(row[0])[0]} {row[1]}");

        Assert.Equal(ErrorCodes.Statuses.Select(code => $"{code.Key} {code.Value}").Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_lists_every_route() =>
        Assert.Equal(hub.Routes, _page.Table("Routes").Select(row => Quoted(row[0])[0]).Order(StringComparer.Ordinal));

    [Fact]
    public void It_lists_every_configuration_key_with_its_default()
    {
        var documented = _page.Table("Configuration").ToDictionary(row => Quoted(row[0])[0], row => Quoted(row[2]).SingleOrDefault());

        var keys = ConfigurationKeys.All([.. documented.Keys.Select(key => key.Split(':')[0])]);

        Assert.Equal(keys.Keys.Order(StringComparer.Ordinal), documented.Keys.Order(StringComparer.Ordinal));
        Assert.Empty(keys.Where(key => !ConfigurationKeys.IsWritten(key.Value, documented[key.Key])).Select(key => $"{key.Key} is not {documented[key.Key] ?? "none"}"));
    }

    [Fact]
    public void The_hub_reads_no_other_key()
    {
        var documented = _page.Table("Configuration").Select(row => Quoted(row[0])[0]).ToArray();

        Assert.Contains("Limits:MessagesPerMinute", hub.Asked.Values);
        Assert.Empty(hub.Asked.Values.Except(documented));
    }

    [Fact]
    public void Every_route_can_be_tried_by_hand()
    {
        var requests = new RequestFile("src/Hub/Hub.http").Requests;

        Assert.Empty(hub.Routes.Except(requests));
        Assert.Empty(requests.Except(hub.Routes));
    }

    private static string Call(MethodInfo method) => $"{method.Name}({string.Join(", ", method.GetParameters()
        .Where(parameter => parameter.ParameterType != typeof(CancellationToken))
        .Select(parameter => parameter.ParameterType.IsDefined(typeof(DataContractAttribute)) ? parameter.ParameterType.Name : parameter.Name))})";

    private static string Answer(Type type) => type switch
    {
        { IsGenericType: false } => "nothing",
        _ when type.GenericTypeArguments[0] is { IsGenericType: true } stream => $"stream of {stream.GenericTypeArguments[0].Name}",
        _ => type.GenericTypeArguments[0].Name,
    };

    private static string? Member(PropertyInfo property) => property.GetCustomAttribute<DataMemberAttribute>() is { } member
        ? member.Name + (property.IsDefined(typeof(RequiredMemberAttribute)) ? "" : "?")
        : null;

    private static IEnumerable<string> Constants(Type type) => type.GetFields().Select(field => (string)field.GetRawConstantValue()!);

    private static IEnumerable<string> MembersOf(string type)
    {
        using var sample = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "tests/Contracts.Tests/Samples", $"{type}.json")));
        return [.. sample.RootElement.EnumerateObject().Select(member => member.Name).Except(InEveryEvent)];
    }
}
