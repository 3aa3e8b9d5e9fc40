using Constellation.Realtime.Contracts;
using Constellation.Realtime.Engine.Prompting;
using Constellation.Realtime.Engine.Providers;
using Constellation.Realtime.Engine.Tests.Database;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Constellation.Realtime.Engine.Tests.Prompting;

public sealed class SentPromptsTests(SqliteTestDatabase database) : IClassFixture<SqliteTestDatabase>
{
    [Theory]
    [InlineData(false, false, ErrorCodes.Forbidden)]
    [InlineData(false, true, ErrorCodes.Forbidden)]
    [InlineData(true, false, ErrorCodes.NotFound)]
    [InlineData(true, true, ErrorCodes.Unavailable)]
    public async Task Prompts_are_for_administrators_and_what_is_not_there_or_not_in_reach_is_refused(bool isAdministrator, bool isAway, string code)
    {
        var away = new AwayDatabase(database.Database) { IsBack = !isAway };
        using var prompts = new SentPrompts(away, Options.Create(new LlmOptions()), TimeProvider.System, NullLogger<SentPrompts>.Instance);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => prompts.FindAsync(new Caller(Some.Id(), isAdministrator), Some.Id(), Some.Id(), default));

        Assert.Equal(code, refused.Code);
    }
}
