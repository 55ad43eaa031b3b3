using Bridge.Adapters;

namespace Bridge.Gateway.Media.Remote;

/// <summary>One try of sending a message with files: they are looked at first, then bound to what fetches them, and let go in the end.</summary>
internal sealed class FileTransfer(RemoteFiles files, string user, FileLimits limits) : IAsyncDisposable
{
    private readonly List<RemoteFile> _files = [];
    private bool _isIn;

    /// <summary>Why one of the files could not be had; null when none has failed.</summary>
    public NetworkException? Failure => _files.Select(static file => file.Failure).FirstOrDefault(static failure => failure is not null);

    /// <summary>Whether a message has files that have to be fetched.</summary>
    public static bool IsNeeded(MessageContent content) => content.Parts.Count > 0 && content.Parts.Any(static part => part is FilePart { File: SentFile });

    /// <summary>Makes a message ready.</summary>
    /// <returns>The message with files that can be opened.</returns>
    /// <exception cref="NetworkException">One of them cannot be had.</exception>
    public async Task<OutgoingMessage> PrepareAsync(OutgoingMessage message, CancellationToken stop)
    {
        await files.Slots.EnterAsync(user, stop);
        _isIn = true;
        MessagePart[] parts = [.. message.Content.Parts.Select(Bind)];
        foreach (var file in _files)
        {
            // Only one connection is kept: servers do not wait until all files before theirs are sent.
            await file.CheckAsync(isNext: file == _files[0], stop);
        }

        return message with { Content = message.Content with { Parts = parts } };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var file in _files)
        {
            await file.DisposeAsync();
        }

        if (_isIn)
        {
            files.Slots.Leave(user);
        }
    }

    private MessagePart Bind(MessagePart part)
    {
        if (part is not FilePart { File: SentFile sent } file)
        {
            return part;
        }

        var bound = new RemoteFile(files, sent, limits);
        _files.Add(bound);
        return file with { File = bound };
    }
}
