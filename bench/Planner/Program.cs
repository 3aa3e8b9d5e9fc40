using Constellation.Realtime.Bench.Planner;

return args switch
{
    ["ask", .. var rest] => await AskCommand.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        dotnet run --project bench/Planner -- ask [--graph file] message [message …]   one session; each message is answered
        """);
    return 1;
}
