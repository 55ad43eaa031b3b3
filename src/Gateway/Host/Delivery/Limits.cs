using Bridge.Adapters;

namespace Bridge.Gateway.Delivery;

/// <summary>What a session takes at the moment.</summary>
internal sealed partial class Limits
{
    /// <summary>What the chat can carry.</summary>
    public required Capabilities Capabilities { get; init; }

    /// <summary>How many messages it takes at once.</summary>
    public required int Room { get; init; }

    /// <summary>Asks a session; null when the adapter fails.</summary>
    public static Limits? Ask(INetworkSession session, Conversation conversation) => Ask(session, conversation.Chat, conversation.Log);

    /// <inheritdoc cref="Ask(INetworkSession, Conversation)"/>
    public static Limits? Ask(INetworkSession session, ChatId chat, ILogger log)
    {
        try
        {
            var capabilities = session.GetCapabilities(chat);
            return new Limits { Capabilities = capabilities, Room = capabilities.Rate is null && session is ISendsBatches batches ? batches.SendRoom : 1 };
        }
#pragma warning disable CA1031 // It is asked under the lane's lock, on a thread whose failure would end the process.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(log, e);
            return null;
        }
    }

    [LoggerMessage(2002, LogLevel.Error, "an adapter failed to say what it can send")]
    private static partial void LogFailed(ILogger log, Exception cause);
}
