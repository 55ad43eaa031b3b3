using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Components;
using Bridge.Gateway.Puppets;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Contacts;

/// <summary>Brings users' own contact lists up to date, where their server lets the gateway do so (XEP-0356).</summary>
internal sealed partial class RosterSync(Network network, OwnRequests requests, Subscriptions subscriptions, IRosterAccess access)
{
    /// <summary>How many changes are under way at once.</summary>
    private const int Portion = 50;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ILogger _log = network.LogOf<RosterSync>();

    /// <summary>Reads the list and changes what is to be changed, each item by itself: servers answer each apart.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="book">The account's people.</param>
    /// <param name="isWanted">Who of them is to be in the list.</param>
    /// <param name="shown">Told of those that are in it or out of it since, a portion at a time.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The names that the user has given people; null when the list could not be read, or not all of it be changed.</returns>
    public async Task<IReadOnlyList<(ContactId Contact, string Name)>?> RunAsync(
        Account account, ContactBook book, Func<StoredContact, bool> isWanted, Action<IReadOnlyCollection<Jid>> shown, CancellationToken stop)
    {
        var people = book.All.Select(contact => (Contact: contact, Address: network.Puppet(account.Key, new ContactId(contact.NetworkId), full: false)))
            .Where(static person => person.Address is not null).DistinctBy(static person => person.Address).ToList();
        if (people.Count == 0)
        {
            return [];
        }

        var answer = await requests.AskAsync(network.Domain, account.User, "get", Roster.BuildGet(), VerbCall.Patience, stop);
        if (answer is null || answer.IsError || Roster.Read(answer, network.Domain.Domain) is not { } items)
        {
            LogUnread(_log, network.Name, account.Id, Problem(answer));
            return null;
        }

        var title = account.Key.Value.Length == 0 ? network.Adapter.Descriptor.DisplayName : $"{network.Adapter.Descriptor.DisplayName} ({account.Key.Value})";
        List<RosterStep> steps =
            [.. people.Select(person => RosterPlan.Of(person.Contact, person.Address!, isWanted(person.Contact), items.GetValueOrDefault(person.Address!), title)).OfType<RosterStep>()];
        var failed = 0;
        foreach (var portion in steps.Chunk(Portion))
        {
            failed += await TakeAsync(account, book, portion, shown, stop);
        }

        var changes = steps.Count(static step => step.Set is not null || step.Removes);
        if (changes > 0)
        {
            LogChanged(_log, network.Name, account.Id, changes, failed);
        }

        if (changes > 0 && failed == steps.Count)
        {
            LogRefused(_log, network.Name, account.User.Domain);
            access.Refused(account.User);
        }

        return failed > 0 ? null : [.. steps.Where(static step => step.Rename is not null).Select(static step => (new ContactId(step.After.NetworkId), step.Rename!))];
    }

    /// <summary>Takes all addresses of an account that are in its user's list out of it, whoever has put them there.</summary>
    /// <param name="account">The account.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RemoveAllAsync(Account account, CancellationToken stop)
    {
        var answer = await requests.AskAsync(network.Domain, account.User, "get", Roster.BuildGet(), VerbCall.Patience, stop);
        if (answer is null || answer.IsError || Roster.Read(answer, network.Domain.Domain) is not { } items)
        {
            LogUnread(_log, network.Name, account.Id, Problem(answer));
            return;
        }

        var theirs = items.Keys.Where(address => address.Local is not (null or StanzaRouter.ControlNode)
            && network.Adapter.Addresses.TryParse(JidEscaping.Unescape(address.Local), out var known) && known.Account == account.Key);
        foreach (var portion in theirs.Chunk(Portion))
        {
            await Task.WhenAll(portion.Select(address => AskAsync(account, Roster.BuildRemove(address), stop)));
        }
    }

    /// <returns>How many of them failed.</returns>
    private async Task<int> TakeAsync(Account account, ContactBook book, RosterStep[] portion, Action<IReadOnlyCollection<Jid>> shown, CancellationToken stop)
    {
        var done = await Task.WhenAll(portion.Select(step => TakeAsync(account, step, stop)));
        List<RosterStep> taken = [.. portion.Where((_, index) => done[index])];
        taken.ForEach(step => book.Change(step.After.NetworkId, _ => step.After));
        shown([.. taken.Where(static step => step.IsSubscribed || step.Removes).Select(static step => step.Address)]);
        while (network.Link.IsCongested)
        {
            await Task.Delay(Pause, network.Time, stop);
        }

        return portion.Length - taken.Count;
    }

    private async Task<bool> TakeAsync(Account account, RosterStep step, CancellationToken stop)
    {
        if (step.Removes)
        {
            // Before the server tells that the contact is gone: it is no wish of the user's.
            subscriptions.Remove(account.User, step.Address);
            return await AskAsync(account, Roster.BuildRemove(step.Address), stop);
        }

        if (step.Set is { } item && !await AskAsync(account, Roster.BuildSet(item), stop))
        {
            return false;
        }

        if (step.IsSubscribed)
        {
            subscriptions.Add(account.User, step.Address);
        }

        return true;
    }

    private async Task<bool> AskAsync(Account account, XElement query, CancellationToken stop)
    {
        var answer = await requests.AskAsync(network.Domain, account.User, "set", query, VerbCall.Patience, stop);
        if (answer is { IsError: false })
        {
            return true;
        }

        LogUnchanged(_log, network.Name, account.Id, Problem(answer));
        return false;
    }

    private static string Problem(XElement? answer) => answer is null ? "no answer" : StanzaError.Read(answer)?.Condition ?? "no list in the answer";

    [LoggerMessage(3040, LogLevel.Information, "{Network}: the contact list of account {Account}'s user is up to date: {Changes} changes, of which {Failed} failed")]
    private static partial void LogChanged(ILogger log, string network, long account, int changes, int failed);

    [LoggerMessage(3046, LogLevel.Warning, "{Network}: {Server} has refused every change of a contact list, though it grants that: people ask to be in it instead")]
    private static partial void LogRefused(ILogger log, string network, string server);

    [LoggerMessage(3041, LogLevel.Warning, "{Network}: the contact list of account {Account}'s user cannot be read: {Problem}")]
    private static partial void LogUnread(ILogger log, string network, long account, string problem);

    [LoggerMessage(3042, LogLevel.Debug, "{Network}: the contact list of account {Account}'s user could not be changed: {Problem}")]
    private static partial void LogUnchanged(ILogger log, string network, long account, string problem);
}
