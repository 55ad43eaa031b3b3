namespace Bridge.Adapters.Demo;

// What the network's own people say in groups.
public sealed partial class DemoNetwork
{
    /// <summary>Somebody says something in a group; everybody in it but an own account as the author gets it.</summary>
    private MessageReceived TalkInGroup(DemoGroup group, DemoMember speaker, MessageContent content)
    {
        var message = Complete(
            new MessageReceived
            {
                Sender = new ContactId(speaker.Contact),
                SenderName = speaker.Name,
                Ids = [.. Enumerable.Range(0, Math.Max(1, content.Parts.Count)).Select(_ => NextId())],
                Content = content,
            },
            new ChatId(group.Id));
        RaiseInGroup(group, message);
        return message;
    }

    private void RaiseInGroup(DemoGroup group, NetworkEvent networkEvent)
    {
        if (IsKept(networkEvent))
            group.Log.Add(networkEvent);

        foreach (var account in group.Members.Select(member => member.Account).OfType<DemoAccount>())
        {
            if (networkEvent is not MessageReceived message || !account.Blocked.Contains(message.Sender.Value))
                Deliver(account, networkEvent);
        }
    }

    /// <summary>
    /// Members answer to their names: <c>Ada: hello</c>, <c>@ada hello</c>. Some words they obey: <c>Bob: leave</c>, <c>Ada: fetch bob</c>,
    /// <c>Cleo: rename Cleopatra</c>, <c>Ada: topic New topic</c>.
    /// </summary>
    private void AnswerInGroup(DemoGroup group, string from, string text)
    {
        if (Addressee(group, text) is not var (member, words))
            return;

        var (verb, rest) = words.Split(' ', 2) switch { [var one, var two] => (one, two.Trim()), [var one] => (one, ""), _ => ("", "") };
        switch (verb.ToLowerInvariant())
        {
            case "leave":
                TalkInGroup(group, member, MessageContent.FromText("Goodbye."));
                RemoveMember(group, member.Contact, MemberChangeKind.Left, actor: null, "was asked to");
                break;
            case "fetch" when _contacts.TryGetValue(rest.ToLowerInvariant(), out var guest) && group.Find(guest.Id) is null:
                Enter(group, new DemoMember(guest.Id, guest.Name, NewcomersRole(group)));
                break;
            case "rename" when rest.Length is > 0 and <= 100 && group.FindName(rest) is null:
                Rename(group, member, rest);
                break;
            case "topic" when rest.Length > 0:
                ChangeTopic(group, rest, member.Name);
                break;
            default:
                TalkInGroup(group, member, MessageContent.FromText($"{from}: you said “{words}”", MessageFlags.Automated));
                break;
        }
    }

    private static (DemoMember Member, string Words)? Addressee(DemoGroup group, string text)
    {
        var called = text.StartsWith('@') ? text[1..] : text;
        foreach (var member in group.Members)
        {
            if (member.Account is not null || !called.StartsWith(member.Name, StringComparison.OrdinalIgnoreCase))
                continue;

            // “Adam: hello” does not mean Ada.
            var rest = called[member.Name.Length..];
            if (rest is [':' or ',', ..] || (text.StartsWith('@') && rest is [' ', ..]))
                return (member, rest[1..].Trim());
        }

        return null;
    }
}
