using Bridge.Adapters;

namespace Bridge.Gateway.Delivery;

/// <summary>Gives messages to a session, and always comes back with what became of them.</summary>
internal static partial class Handover
{
    /// <summary>Hands a batch over and tells the lane; never throws.</summary>
    public static async Task RunAsync(INetworkSession session, List<OutgoingDelivery> batch, TimeProvider time, ILogger log, Lane lane)
    {
        IReadOnlyList<SendResult> results;
        using var timeout = new CancellationTokenSource(Conversation.SendTimeout, time);
        try
        {
            // Also for an adapter that does not look at its token.
            results = await SendBatchAsync(session, batch, timeout.Token).AsTask().WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            results = All(batch, SendResult.Uncertain("the network did not confirm it in time"));
        }
        catch (NetworkException e)
        {
            results = All(batch, SendResult.Refused(e.Error, e.Message));
        }
#pragma warning disable CA1031 // An adapter's mistake must not stop the lane; nobody knows what was sent.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogSendFailed(log, e);
            results = All(batch, SendResult.Uncertain("the network connection failed while it was being sent"));
        }

        lane.Sent(results);
    }

    private static async ValueTask<IReadOnlyList<SendResult>> SendBatchAsync(INetworkSession session, List<OutgoingDelivery> batch, CancellationToken stop)
    {
        if (session is ISendsBatches batches && batch.Count > 1)
        {
            var messages = new OutgoingMessage[batch.Count];
            for (var i = 0; i < messages.Length; i++)
            {
                messages[i] = batch[i].ToMessage();
            }

            return await batches.SendBatchAsync(messages, stop);
        }

        batch[0].IsSplit = MessageSplitting.IsNeeded(session.GetCapabilities(batch[0].ToMessage().Chat), batch[0].Content);
        return [await MessageSplitting.SendAsync(session, batch[0].ToMessage(), stop)];
    }

    private static SendResult[] All(List<OutgoingDelivery> batch, SendResult result)
    {
        var results = new SendResult[batch.Count];
        Array.Fill(results, result);
        return results;
    }

    [LoggerMessage(2001, LogLevel.Error, "an adapter failed to send")]
    private static partial void LogSendFailed(ILogger log, Exception cause);
}
