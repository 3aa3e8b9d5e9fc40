using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Constellation.Realtime.ScriptedModel;

/// <summary>One script, said to one request.</summary>
internal sealed class Telling(Script script, ReceivedRequest request, HttpContext context, string model, SemaphoreSlim gate)
{
    private readonly Wire _wire = new(context, script);
    private readonly Pace _pace = new(script.TokensPerSecond);
    private readonly Chunks _chunks = new(model);
    private int _calls;
    private bool _finished;

    internal async Task RunAsync()
    {
        try
        {
            await (script.WholeAnswer is { } answer ? AnswerAsync(answer) : request.Streams ? StreamAsync() : AnswerAtOnceAsync());
        }
        catch (AnswerCutException cut)
        {
            if (!cut.Cleanly)
            {
                await BreakAsync();
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client hung up: nobody is left to tell.
        }
    }

    // As a killed process ends its connections: what was sent arrives, then the end in the midst of the body. Kestrel's own abort is a reset, which takes
    // back what the client hasn't read yet.
    private async Task BreakAsync()
    {
        context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket.Shutdown(SocketShutdown.Send);
        await request.HungUp;
        context.Abort();
    }

    private async Task AnswerAsync(Step.Answer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }

    private async Task StreamAsync()
    {
        context.Response.ContentType = "text/event-stream";
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (script.Steps is not [Step.Raw, ..])
        {
            await _wire.SendEventAsync(_chunks.Role());
        }

        foreach (var step in script.Steps)
        {
            await SayAsync(step);
        }

        if (!_finished)
        {
            await _wire.SendEventAsync(_chunks.Finish(_calls > 0 ? "tool_calls" : "stop"));
        }

        if (request.WantsUsage)
        {
            await _wire.SendEventAsync(_chunks.Usage(script.Cost.Input, script.Cost.Output));
        }

        await _wire.SendEventAsync("[DONE]");
    }

    private Task SayAsync(Step step) => step switch
    {
        Step.Text text => SayAsync(_chunks.Text(text.Value)),
        Step.Call call => CallAsync(call),
        Step.More more => WriteAsync(_calls - 1, more.Arguments),
        Step.Finish finish => FinishAsync(finish.Reason),
        Step.Raw raw => _wire.SendAsync(raw.Bytes),
        Step.Wait => gate.WaitAsync(context.RequestAborted),
        Step.Stall => Task.Delay(Timeout.Infinite, context.RequestAborted),
        Step.Break => throw new AnswerCutException(cleanly: false),
        Step.EndEarly => throw new AnswerCutException(cleanly: true),
        _ => throw new NotSupportedException(step.GetType().Name),
    };

    private async Task SayAsync(object chunk)
    {
        await _pace.WaitAsync(context.RequestAborted);
        await _wire.SendEventAsync(chunk);
    }

    private async Task CallAsync(Step.Call call)
    {
        var index = _calls++;
        await SayAsync(_chunks.CallBegins(index, call.Tool));
        await WriteAsync(index, call.Arguments);
    }

    private async Task WriteAsync(int index, IEnumerable<string> arguments)
    {
        foreach (var part in arguments)
        {
            await SayAsync(_chunks.CallArguments(index, part));
        }
    }

    private async Task FinishAsync(string reason)
    {
        _finished = true;
        await _wire.SendEventAsync(_chunks.Finish(reason));
    }

    private async Task AnswerAtOnceAsync()
    {
        foreach (var step in script.Steps.Where(step => step is Step.Wait or Step.Stall or Step.Break))
        {
            await SayAsync(step);
        }

        await context.Response.WriteAsJsonAsync(_chunks.Whole(script), context.RequestAborted);
    }
}
