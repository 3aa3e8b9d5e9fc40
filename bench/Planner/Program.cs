using Constellation.Realtime.Bench.Planner;

return args switch
{
    ["ask", .. var rest] => await AskCommand.RunAsync(rest),
    ["goals", .. var rest] => await GoalsCommand.RunAsync(rest),
    ["random", .. var rest] => await RandomCommand.RunAsync(rest),
    ["read", .. var rest] => await ReadCommand.RunAsync(rest),
    ["speed"] => await SpeedCommand.RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run --project bench/Planner -- ask [--graph file] message [message …]   one session; each message is answered
        dotnet run --project bench/Planner -- goals [--graph file] [goals.json]        asks all goals, prints what is wrong and the share that is right
        dotnet run --project bench/Planner -- random [count] [seed]                    asks random goals (50,000); none may throw or yield an invalid pipeline
        dotnet run --project bench/Planner -c Release -- speed                         times search and planning on 10,000 blocks and 50,000 edges
        """);
    return 1;
}
