using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Constellation.Realtime.ScriptedModel;

/// <summary>One script, said to one request.</summary>
internal sealed class Telling(Script script, ReceivedRequest request, HttpContext context, string model, IWireForm form, SemaphoreSlim gate)
{
    private readonly Wire _wire = new(context, script);
    private readonly Pace _pace = new(script.TokensPerSecond);
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
        context.Response.ContentType = form.ContentType;
        await context.Response.Body.FlushAsync(context.RequestAborted);
        if (script.Steps is not [Step.Raw, ..])
        {
            await SendAsync(form.Begin());
        }

        foreach (var step in script.Steps)
        {
            await SayAsync(step);
        }

        if (!_finished)
        {
            await SendAsync(form.Finish(_calls > 0 ? "tool_calls" : "stop"));
        }

        await SendAsync(form.End());
    }

    private Task SayAsync(Step step) => step switch
    {
        Step.Text text => SayAsync(form.Text(text.Value)),
        Step.Call call => SayAsync(form.Call(_calls++, call.Tool, call.Arguments)),
        Step.More more => SayAsync(form.More(_calls - 1, more.Arguments)),
        Step.Finish finish => FinishAsync(finish.Reason),
        Step.Raw raw => _wire.SendAsync(raw.Bytes),
        Step.Wait => gate.WaitAsync(context.RequestAborted),
        Step.Stall => Task.Delay(Timeout.Infinite, context.RequestAborted),
        Step.Break => throw new AnswerCutException(cleanly: false),
        Step.EndEarly => throw new AnswerCutException(cleanly: true),
        _ => throw new NotSupportedException(step.GetType().Name),
    };

    private async Task SayAsync(IEnumerable<string> frames)
    {
        foreach (var frame in frames)
        {
            await _pace.WaitAsync(context.RequestAborted);
            await _wire.SendAsync(Unescaped.Bytes(frame));
        }
    }

    private async Task SendAsync(IEnumerable<string> frames)
    {
        foreach (var frame in frames)
        {
            await _wire.SendAsync(Unescaped.Bytes(frame));
        }
    }

    private async Task FinishAsync(string reason)
    {
        _finished = true;
        await SendAsync(form.Finish(reason));
    }

    private async Task AnswerAtOnceAsync()
    {
        foreach (var step in script.Steps.Where(step => step is Step.Wait or Step.Stall or Step.Break))
        {
            await SayAsync(step);
        }

        await context.Response.WriteAsJsonAsync(new Chunks(model).Whole(script), context.RequestAborted);
    }
}
