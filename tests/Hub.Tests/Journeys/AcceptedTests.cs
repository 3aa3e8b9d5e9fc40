using Constellation.Realtime.Engine.Sessions;
using Constellation.Realtime.Engine.Turns;
using Constellation.Realtime.Hub.Tests.Doors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Constellation.Realtime.Hub.Tests.Journeys;

public sealed class AcceptedTests(AcceptedTests.ForgetfulNode node) : JourneyTests(node), IClassFixture<AcceptedTests.ForgetfulNode>
{
    [Theory, EveryDoor]
    public async Task Nobody_is_told_that_nothing_was_accepted_where_the_store_is_away_after_it_was(DoorKind kind)
    {
        Llm.Says("Still", " here.");
        var door = await OpenAsync(kind);
        node.Absence.Expect();

        var answered = await door.AskToEndAsync("Are you?");

        Assert.Equal("Still here.", answered.Text);
    }

    public sealed class ForgetfulNode : TestNode
    {
        internal ForgetfulStore.Absence Absence { get; } = new();

        protected override void Change(IServiceCollection services)
        {
            services.Replace(ServiceDescriptor.Singleton(provider => ForgetfulStore.Of<IHistory>(provider.GetRequiredService<DatabaseHistory>(), Absence)));
            services.Replace(ServiceDescriptor.Singleton(provider => ForgetfulStore.Of<ITurnStore>(provider.GetRequiredService<DatabaseTurnStore>(), Absence)));
        }
    }
}
