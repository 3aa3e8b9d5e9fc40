using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Constellation.Realtime.Engine.Providers;

/// <summary>The one place that knows Semantic Kernel: its connector makes the chat client, or its kernel carries another one.</summary>
internal static class SemanticKernelClient
{
    /// <param name="connect">Adds the vendor's connector.</param>
    public static IChatClient Connect(Action<IKernelBuilder> connect)
    {
        var builder = Kernel.CreateBuilder();
        connect(builder);
        var chat = builder.Build().GetRequiredService<IChatClient>();

        // It would answer a call itself with "not found" and ask the model again, behind the back of the turn that counts its rounds.
        chat.GetRequiredService<FunctionInvokingChatClient>().TerminateOnUnknownCalls = true;
        return chat;
    }

    /// <summary>A client that the kernel has no connector for.</summary>
    public static IChatClient Bridge(IChatClient client)
    {
        var builder = Kernel.CreateBuilder();
        builder.Services.AddSingleton(client);
        return builder.Build().GetRequiredService<IChatClient>();
    }
}
