namespace Bridge.Adapters.Demo;

/// <summary>What was said in one chat, oldest first, as events without a viewer: whose account it is seen from is added when it is read.</summary>
internal sealed class DemoLog
{
    private readonly List<NetworkEvent> _events = [];

    /// <summary>The events so far.</summary>
    public IReadOnlyList<NetworkEvent> Events => _events;

    /// <summary>Adds one.</summary>
    public void Add(NetworkEvent entry) => _events.Add(entry);

    /// <summary>The message with an id, or null.</summary>
    public MessageReceived? Find(MessageId id) => _events.OfType<MessageReceived>().FirstOrDefault(message => message.Ids.Contains(id));

    /// <summary>Where the message with an id stands, or -1.</summary>
    public int IndexOf(MessageId id) => _events.FindIndex(entry => entry is MessageReceived message && message.Ids.Contains(id));

    /// <summary>Takes a message and its edits away for good; that something was retracted stays.</summary>
    public void Remove(MessageId id) => _events.RemoveAll(entry =>
        entry is MessageReceived message && (message.Ids.Contains(id) || message.EditOf == id));
}
