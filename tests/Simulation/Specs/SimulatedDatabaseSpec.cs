using Constellation.Realtime.Engine.Tests.Database;

namespace Constellation.Realtime.Simulation.Specs;

/// <summary>The simulated database is as good as what the simulation finds: it has to do what each real one does, whatever is asked of the two. More: <c>DATABASE_COURSES=2000</c>.</summary>
public abstract class SimulatedDatabaseSpec(TestDatabase real)
{
    private protected const int Questions = 50;

    private protected static readonly int Courses = int.Parse(
        Environment.GetEnvironmentVariable("DATABASE_COURSES") ?? "40", System.Globalization.CultureInfo.InvariantCulture);

    private protected TestDatabase Real => real;

    [Fact]
    public async Task Whatever_is_asked_of_it_it_answers_and_keeps_what_the_real_one_does()
    {
        var seen = new HashSet<string>();
        for (var seed = 1; seed <= Courses; seed++)
        {
            var two = new TwoDatabases(Real, Mutation.None, seed);

            Assert.Null(await two.CompareAsync(Questions));
            seen.UnionWith(two.Answers);
        }

        Assert.Superset(new HashSet<string> { "accepts: Accepted", "accepts: Refused", "takes over", "takes over: nothing", "claims anew", "claims anew: nothing", "ends", "ends: nothing" }, seen);
        Assert.Superset(new HashSet<string> { "stores: True", "stores: False", "decides: Decided", "decides: Same", "decides: Refused", "hands over: True", "hands over: False" }, seen);
        Assert.Superset(new HashSet<string> { "cancels", "cancels: nothing", "begins to end", "ends the session", "ends the session: nothing" }, seen);
    }
}

public sealed class SimulatedAndSqliteTests(SqliteTestDatabase real) : SimulatedDatabaseSpec(real), IClassFixture<SqliteTestDatabase>
{
    [Theory]
    [InlineData(Mutation.AcceptedTwice)]
    [InlineData(Mutation.EndWithoutCompare)]
    [InlineData(Mutation.EndIgnoresSession)]
    [InlineData(Mutation.NoEndFromDatabase)]
    [InlineData(Mutation.NoOutsideFromDatabase)]
    [InlineData(Mutation.TermsAreKept)]
    [InlineData(Mutation.StoredIsForgotten)]
    public async Task A_rule_that_it_lacks_is_found_out(Mutation mutation)
    {
        string? difference = null;
        for (var seed = 1; seed <= Courses && difference is null; seed++) difference = await new TwoDatabases(Real, mutation, seed).CompareAsync(Questions);

        Assert.NotNull(difference);
    }
}

public sealed class SimulatedAndPostgresTests(PostgresTestDatabase real) : SimulatedDatabaseSpec(real), IClassFixture<PostgresTestDatabase>;
