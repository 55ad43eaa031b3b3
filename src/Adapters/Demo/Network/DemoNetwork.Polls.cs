namespace Bridge.Adapters.Demo;

// Votes. A poll's state is told by an edit of its message, also to who voted.
public sealed partial class DemoNetwork
{
    private readonly Dictionary<MessageId, Dictionary<string, IReadOnlyList<int>>> _votes = [];

    /// <summary>Sets an account's vote.</summary>
    /// <exception cref="NetworkException">There is no such poll, it is closed, or that is no vote in it.</exception>
    internal void Vote(DemoAccount from, ChatId chat, MessageId target, IReadOnlyList<int> options)
    {
        lock (_gate)
        {
            var original = LogOf(from, chat)?.Find(target) ?? throw NoSuchMessage();
            var id = original.Ids[0];
            var last = LogOf(from, chat)!.Events.OfType<MessageReceived>().LastOrDefault(entry => entry.EditOf == id)?.Content ?? original.Content;
            if (last.Parts.OfType<PollPart>().FirstOrDefault() is not { } poll)
                throw new NetworkException(NetworkError.NotFound, "There is no such poll.");

            if (poll.Closed)
                throw new NetworkException(NetworkError.WindowClosed, "The poll is closed.");

            if (options.Any(option => option < 0 || option >= poll.Options.Count) || (options.Count > 1 && !poll.Several))
                throw new NetworkException(NetworkError.Malformed, "That is no vote in this poll.");

            Record(from, "Vote", chat.Value, $"{id} {string.Join(' ', options)}".Trim());
            var votes = _votes.TryGetValue(id, out var known) ? known : _votes[id] = [];
            var counted = poll.Options.Select((option, i) =>
                (option.Text, Votes: (int?)((option.Votes ?? 0) - Chosen(votes, from, i) + (options.Contains(i) ? 1 : 0)))).ToList();
            votes[from.Id] = options;
            Tell(from, chat, original, last with { Parts = [.. last.Parts.Select(part => part == poll ? poll with { Options = counted } : part)] });
        }
    }

    private static int Chosen(Dictionary<string, IReadOnlyList<int>> votes, DemoAccount account, int option) =>
        votes.TryGetValue(account.Id, out var chosen) && chosen.Contains(option) ? 1 : 0;

    private void Tell(DemoAccount from, ChatId chat, MessageReceived original, MessageContent content)
    {
        var edit = new MessageReceived { Sender = original.Sender, SenderName = original.SenderName, EditOf = original.Ids[0], Content = content };
        if (FindGroup(chat) is { } group)
            RaiseInGroup(group, Complete(edit, chat));
        else
            RaiseDirect(from, chat.Value, edit);
    }
}
