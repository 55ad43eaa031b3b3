using Bridge.Adapters;
using Bridge.Gateway.Delivery;
using Bridge.Xmpp;

namespace Bridge.Gateway.Media;

/// <summary>
/// Gives the files of one message of a network their addresses, before it becomes stanzas. Its chat waits meanwhile, and nobody else. A file that cannot be had is
/// no reason to keep the message back: it says so.
/// </summary>
internal sealed class FilePreparation(Conversation conversation, MediaService media, IncomingDelivery delivery, MessageReceived message)
{
    /// <summary>More files than a message has; of more, the rest is said to be withheld.</summary>
    private const int MostFiles = 32;

    /// <summary>How long it may take before the user is told.</summary>
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(5);

    private volatile bool _isDone;

    /// <summary>Whether the message can be shown.</summary>
    public bool IsDone => _isDone;

    /// <summary>Whether a file could not be passed on.</summary>
    public bool HasWithheld { get; private set; }

    /// <summary>The file that is just being fetched, in words; null when there is none.</summary>
    public string? Current { get; private set; }

    /// <summary>Whether a message has files that nobody can fetch as they are.</summary>
    public static bool Concerns(MessageReceived message)
    {
        foreach (var part in message.Content.Parts)
        {
            if (part is FilePart file && !IsPublic(file.File))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Does it, and wakes the conversation. A stop of the gateway leaves the message where it is: in the inbox.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var isTold = false;
        await using var timer = conversation.Time.CreateTimer(
            _ =>
            {
                if (Current is { } current && !Interlocked.Exchange(ref isTold, true))
                {
                    conversation.TellOfWait(delivery, $"{current} is on its way…");
                }
            },
            null, Noticeable, Noticeable);
        var parts = new List<MessagePart>(message.Content.Parts.Count);
        try
        {
            foreach (var part in message.Content.Parts)
            {
                parts.Add(part is FilePart file ? await PrepareAsync(file, parts.Count, stop) : part);
            }

            delivery.Prepared(message with { Content = message.Content with { Parts = parts } });
            _isDone = true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            // What nobody expected: the message is shown as it is, which is better than never.
            HasWithheld = _isDone = true;
            throw;
        }
        finally
        {
            Current = null;
            conversation.Wake();
        }
    }

    private async Task<FilePart> PrepareAsync(FilePart part, int place, CancellationToken stop)
    {
        if (IsPublic(part.File))
        {
            return part;
        }

        Current = part.File.Size is { } size ? $"{NameOf(part.File)} ({FileNames.Size(size)})" : NameOf(part.File);
        try
        {
            if (!media.IsOn)
            {
                throw new MediaException("files are not passed on here");
            }

            if (place >= MostFiles)
            {
                throw new MediaException("there are too many files in one message");
            }

            var key = KeyOf(part.File, place);
            var published = await media.PublishAsync(delivery.AccountId, Jid.Parse(conversation.User), part.File, key, stop);
            return part with { File = published, Thumbnail = part.Thumbnail is { } small ? await SmallAsync(small, key, stop) : null };
        }
        catch (MediaException e)
        {
            HasWithheld = true;
            return part with { File = new WithheldFile(part.File, e.Message) };
        }
    }

    /// <summary>A small picture that cannot be had is not missed.</summary>
    private async Task<IFileHandle?> SmallAsync(IFileHandle small, string key, CancellationToken stop)
    {
        if (IsPublic(small))
        {
            return small;
        }

        try
        {
            return await media.PublishAsync(delivery.AccountId, Jid.Parse(conversation.User), small, key + "\nthumbnail", stop);
        }
        catch (MediaException)
        {
            return null;
        }
    }

    /// <summary>
    /// The network's id of the message, where it has one: a new version of it has the same files. What tells them apart belongs to it, because a new version may
    /// have others.
    /// </summary>
    private string KeyOf(IFileHandle file, int place) => string.Join(
        '\n', conversation.Chat.Value, (message.EditOf ?? (message.Ids is [var id, ..] ? id : null))?.Value ?? delivery.StanzaId, place, file.Name, file.MediaType, file.Size);

    private static string NameOf(IFileHandle file) => file.Name is null ? "A file" : FileNames.Clean(file.Name, file.MediaType);

    private static bool IsPublic(IFileHandle file) => file.Url is { IsAbsoluteUri: true, Scheme: "https" or "http" };
}
