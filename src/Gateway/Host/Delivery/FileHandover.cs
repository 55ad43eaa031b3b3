using Bridge.Adapters;
using Bridge.Gateway.Media;
using Bridge.Gateway.Media.Remote;

namespace Bridge.Gateway.Delivery;

/// <summary>Gives a message to a session together with the files that its sender has elsewhere.</summary>
internal static class FileHandover
{
    /// <summary>How long a message may take before its sender is told that it is on its way.</summary>
    public static readonly TimeSpan NoticeAfter = TimeSpan.FromSeconds(5);

    /// <summary>How often a file is fetched again after a failure that may pass.</summary>
    private const int MaxTries = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Fetches the files of a message while the session sends it.</summary>
    /// <param name="delivery">What is being sent.</param>
    /// <param name="message">What the session is to be given.</param>
    /// <param name="capabilities">The chat's.</param>
    /// <param name="send">Gives it to the session.</param>
    /// <param name="stop">Ends it.</param>
    public static ValueTask<SendResult> SendAsync(
        OutgoingDelivery delivery, OutgoingMessage message, Capabilities capabilities, Func<OutgoingMessage, ValueTask<SendResult>> send, CancellationToken stop) =>
        FileTransfer.IsNeeded(message.Content) ? SendWithFilesAsync(delivery, message, capabilities, send, stop) : send(message);

    private static async ValueTask<SendResult> SendWithFilesAsync(
        OutgoingDelivery delivery, OutgoingMessage message, Capabilities capabilities, Func<OutgoingMessage, ValueTask<SendResult>> send, CancellationToken stop)
    {
        var conversation = delivery.Conversation;
        await using var notice = conversation.Time.CreateTimer(static state => Tell((OutgoingDelivery)state!), delivery, NoticeAfter, Timeout.InfiniteTimeSpan);
        await using var transfer = new FileTransfer(conversation.Files, conversation.User, new FileLimits(capabilities, conversation.Files.Most));
        try
        {
            message = await transfer.PrepareAsync(message, stop);
        }
        catch (NetworkException e)
        {
            return NotHad(delivery, e);
        }

        SendResult result;
        try
        {
            result = await send(message);
        }
        catch (Exception) when (transfer.Failure is { } failure)
        {
            // Whatever the adapter makes of it: of a file that did not come to its end no message was made.
            return NotHad(delivery, failure);
        }

        return transfer.Failure is { } broken ? Judge(delivery, result, broken) : result;
    }

    /// <summary>What became of a message whose file did not come to its end, however the adapter sees it.</summary>
    private static SendResult Judge(OutgoingDelivery delivery, SendResult result, NetworkException failure) => result.Outcome switch
    {
        SendOutcome.Accepted => SendResult.Uncertain($"It was sent without all of its file. {failure.Message}"),
        SendOutcome.Uncertain => SendResult.Uncertain(failure.Message),
        _ => NotHad(delivery, failure),
    };

    private static SendResult NotHad(OutgoingDelivery delivery, NetworkException failure) =>
        FetchFailure.IsPassing(failure) && ++delivery.FileTries < MaxTries
            ? SendResult.NotSent(failure.Message, Pause * delivery.FileTries)
            : SendResult.Refused(failure.Error, failure.Message);

    private static void Tell(OutgoingDelivery delivery)
    {
        if (delivery.IsNoticed)
        {
            return;
        }

        delivery.IsNoticed = true;
        var files = delivery.Content.Parts.OfType<FilePart>().Select(static part => part.File).ToList();
        var what = files is [var one] ? $"the file {one.Name ?? one.MediaType}{(one.Size is { } size ? $" ({FileNames.Size(size)})" : "")}" : $"{files.Count} files";
        DeliveryNotice.Send([delivery], recipient => $"Your message of {DeliveryNotice.TimeOf(delivery)} UTC to {recipient} is on its way: {what} is being fetched and sent on, which takes a while.");
    }
}
