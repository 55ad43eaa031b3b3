using Bridge.Adapters;
using Bridge.Gateway.Accounts;

namespace Bridge.Gateway.Delivery;

/// <summary>Gives messages to a session, and always comes back with what became of them.</summary>
internal static partial class Handover
{
    /// <summary>What is said when an adapter gives fewer results than it got messages.</summary>
    public const string Unsaid = "the network did not say what became of it";

    /// <summary>Hands a batch over and tells the lane; never throws.</summary>
    public static async Task RunAsync(INetworkSession session, List<OutgoingDelivery> batch, TimeProvider time, ILogger log, Lane lane)
    {
        IReadOnlyList<SendResult> results;
        using var timeout = new CancellationTokenSource(Conversation.SendTimeout, time);
        try
        {
            // Also for an adapter that does not look at its token.
            results = await SendBatchAsync(session, batch, time, timeout.Token).AsTask().WaitAsync(timeout.Token);
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

    private static async ValueTask<IReadOnlyList<SendResult>> SendBatchAsync(INetworkSession session, List<OutgoingDelivery> batch, TimeProvider time, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        foreach (var delivery in batch)
        {
            delivery.Step = Degrading.Of(delivery, session, now);
        }

        if (session is not ISendsBatches batches || batch.Count == 1)
        {
            return [await DoAsync(session, batch[0], time, stop)];
        }

        List<OutgoingMessage> messages = new(batch.Count);
        foreach (var delivery in batch)
        {
            if (delivery.Step is HandoverStep.Send { Message: var message })
            {
                messages.Add(message);
            }
        }

        var sent = messages.Count == 0 ? [] : await batches.SendBatchAsync(messages, stop);
        if (messages.Count == batch.Count)
        {
            return sent;
        }

        var results = new SendResult[batch.Count];
        for (int i = 0, next = 0; i < results.Length; i++)
        {
            results[i] = batch[i].Step switch
            {
                HandoverStep.Refuse refuse => SendResult.Refused(refuse.Error, refuse.Reason),
                HandoverStep.Send when next < sent.Count => sent[next++],
                _ => SendResult.Uncertain(Unsaid),
            };
        }

        return results;
    }

    private static async ValueTask<SendResult> DoAsync(INetworkSession session, OutgoingDelivery delivery, TimeProvider time, CancellationToken stop)
    {
        switch (delivery.Step)
        {
            case HandoverStep.Send { Message: var message }:
                var capabilities = session.GetCapabilities(message.Chat);
                delivery.IsSplit = MessageSplitting.IsNeeded(capabilities, message.Content);
                return await FileHandover.SendAsync(delivery, message, capabilities, ready => MessageSplitting.SendAsync(session, ready, stop), stop);
            case HandoverStep.Edit edit:
                return await FileHandover.SendAsync(
                    delivery, edit.Message, session.GetCapabilities(edit.Message.Chat), ready => new(((IEditsMessages)session).EditAsync(edit.Target, ready, stop)), stop);
            case HandoverStep.React react:
                return await CallAsync(token => ((IReacts)session).SetReactionsAsync(new ChatId(delivery.Chat), react.Target, react.Reactions, token), time, stop);
            case HandoverStep.Retract retract:
                return await CallAsync(token => ((IRetractsMessages)session).RetractAsync(new ChatId(delivery.Chat), retract.Targets, null, token), time, stop);
            case HandoverStep.Vote vote:
                return await CallAsync(token => ((IVotesInPolls)session).VoteAsync(new ChatId(delivery.Chat), vote.Poll, vote.Options, token), time, stop);
            case HandoverStep.Refuse refuse:
                return SendResult.Refused(refuse.Error, refuse.Reason);
            default:
                return SendResult.Accepted;
        }
    }

    /// <summary>A verb that gives no result: what it throws is one. Such a call carries no file, so that it is not waited for as long as a message.</summary>
    private static async Task<SendResult> CallAsync(Func<CancellationToken, Task> verb, TimeProvider time, CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            await verb(either.Token).WaitAsync(VerbCall.Patience, time, stop);
            return SendResult.Accepted;
        }
        catch (NetworkException e) when (e.Error is NetworkError.NetworkDown or NetworkError.Throttled)
        {
            return SendResult.NotSent(e.Message, e.RetryAfter);
        }
        catch (NetworkException e) when (e.Error != NetworkError.TimedOut)
        {
            return SendResult.Refused(e.Error, e.Message);
        }
        catch (Exception e) when (e is NetworkException or TimeoutException)
        {
            await either.CancelAsync();
            return SendResult.Uncertain("the network did not confirm it in time");
        }
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
