using Constellation.Realtime.Engine.Suggestions;

namespace Constellation.Realtime.Engine.Database;

/// <summary>One change of the registered targets. Rows are only ever added: the targets at a revision are each name's last change up to it.</summary>
internal sealed class TargetChangeRow
{
    /// <summary>1, 2, 3 … in the order in which the changes were made; none is left out, none used twice.</summary>
    public long Revision { get; init; }

    public required string Name { get; init; }

    /// <summary>Null: from here on there is no such target.</summary>
    public string? SchemaVersion { get; init; }

    public string Description { get; init; } = "";

    /// <summary>The method and path of the API's operation, such as <c>POST /tickets</c>; null where they are not known.</summary>
    public string? Operation { get; init; }

    public DateTimeOffset At { get; init; }

    public bool IsOf(Target target) =>
        (SchemaVersion, Description, Operation) == (target.SchemaVersion, target.Description, target.Operation);

    public static TargetChangeRow Of(Target target, long revision, DateTimeOffset at) => new()
    {
        Revision = revision,
        Name = target.Name,
        SchemaVersion = target.SchemaVersion,
        Description = target.Description,
        Operation = target.Operation,
        At = StoredTime.Of(at),
    };
}
