using Constellation.Realtime.Bench.Planner;

return args switch
{
    ["ask", .. var rest] => await AskCommand.RunAsync(rest),
    ["goals", .. var rest] => await GoalsCommand.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run --project bench/Planner -- ask [--graph file] message [message …]   one session; each message is answered
        dotnet run --project bench/Planner -- goals [--graph file] [goals.json]        asks all goals, prints what is wrong and the share that is right
        """);
    return 1;
}
