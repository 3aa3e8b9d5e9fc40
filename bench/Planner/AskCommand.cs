namespace Constellation.Realtime.Bench.Planner;

/// <summary>Asks the planner from the command line.</summary>
internal static class AskCommand
{
    public static async Task<int> RunAsync(string[] args)
    {
        var (path, messages) = args is ["--graph", var file, .. var rest] ? (file, rest) : (null, args);
        var session = Session.On(await Session.FeedAsync(path));
        foreach (var message in messages)
        {
            Console.WriteLine($"> {message}");
            var reply = await session.AskAsync(message);
            foreach (var call in reply.Calls)
                Console.WriteLine($"  [{call}]");
            Console.WriteLine(reply.Text);
            Console.WriteLine(reply.Pipeline is null ? "  == no pipeline" : "  == " + string.Join(" → ", reply.Pipeline.Select(block => block.Name)));
            Console.WriteLine();
        }

        return 0;
    }
}
