using System.Collections.ObjectModel;
using System.Globalization;
using Bridge.Adapters;
using Bridge.Store;

namespace Bridge.Gateway.Options;

/// <summary>
/// What the users of one network have set, and what holds for them: a chat inherits from its account, that from the user's settings for the whole
/// network, those from the operator's configuration.
/// </summary>
internal sealed class UserOptions
{
    /// <summary>For how many chats of one account something may be set.</summary>
    public const int MaxChats = 500;

    private readonly string _network;
    private readonly AccountStore _accounts;
    private readonly OptionStore _store;
    private readonly IChecksOptions? _adapter;
    private readonly HashSet<string> _core;

    public UserOptions(string network, INetworkAdapter adapter, AccountStore accounts, OptionStore store)
    {
        (_network, _accounts, _store, _adapter) = (network, accounts, store, adapter as IChecksOptions);
        AccountOption[] rooms = adapter.Descriptor.HasGroups
            ? [CoreOptions.Persistent, CoreOptions.RecordHistory, CoreOptions.MaxHistoryLength]
            : [CoreOptions.Persistent with { Levels = OptionLevels.Account }];
        AccountOption[] contacts = adapter.Descriptor.HasContacts ? [CoreOptions.Contacts] : [];
        AccountOption[] presence = adapter.Descriptor.SharesPresence ? [CoreOptions.SharePresence] : [];
        AccountOption[] profile = adapter.Descriptor.PublishesProfile ? [CoreOptions.ShareProfile] : [];
        AccountOption[] core = [.. rooms, CoreOptions.OwnMessages, .. presence, .. profile, .. contacts];
        _core = [.. core.Select(static option => option.Key)];
        All = [.. adapter.Descriptor.Options.Where(option => !_core.Contains(option.Key)).Select(Allowed), .. core];
    }

    /// <summary>Every option there is, the adapter's first.</summary>
    public IReadOnlyList<AccountOption> All { get; }

    /// <summary>What may be set at a level.</summary>
    public IEnumerable<AccountOption> At(OptionLevels level) => All.Where(option => option.Levels.HasFlag(level));

    /// <summary>The option of that key, or null.</summary>
    public AccountOption? Find(string key) => All.FirstOrDefault(option => option.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>What holds. Never waits and decrypts nothing.</summary>
    public OptionValue Resolve(AccountOption option, OptionTarget target)
    {
        var id = IdOf(target);
        if (target.Chat is { } chat && id is not null && ValueAt(option, OptionLevels.Chat, Place(target, id, chat.Value)) is { } ofChat)
        {
            return new OptionValue(ofChat.Value, OptionOrigin.Chat, true);
        }

        if (id is not null && ValueAt(option, OptionLevels.Account, Place(target, id, "")) is { } ofAccount)
        {
            return new OptionValue(ofAccount.Value, OptionOrigin.Account, true);
        }

        return ValueAt(option, OptionLevels.Network, Place(target, null, "")) is { } ofNetwork ? new OptionValue(ofNetwork.Value, OptionOrigin.Network, true)
            : !_core.Contains(option.Key) && _adapter?.GetConfigured(option, target.Account) is { } configured
                ? new OptionValue(option.Secret ? null : configured, OptionOrigin.Configuration, true)
                : new OptionValue(option.Default, OptionOrigin.Default, option.Default is not null);
    }

    /// <summary>Whether a switch of the core is on.</summary>
    public bool IsOn(AccountOption option, OptionTarget target) => Resolve(option, target).Value == "true";

    /// <summary>A number of the core.</summary>
    public int Number(AccountOption option, OptionTarget target) =>
        int.TryParse(Resolve(option, target).Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : int.Parse(option.Default!, CultureInfo.InvariantCulture);

    /// <summary>What is set for the target itself.</summary>
    public IReadOnlyDictionary<string, StoredOption> SetFor(OptionTarget target) => target.Account is null
        ? _store.Find(Place(target, null, ""))
        : IdOf(target) is { } id ? _store.Find(Place(target, id, target.Chat?.Value ?? "")) : new Dictionary<string, StoredOption>();

    /// <summary>What a session of the account is given: the login and the adapter's options as far as the user has set them.</summary>
    /// <exception cref="StoreException">The keys cannot be read, or are not those it was encrypted with.</exception>
    public IReadOnlyDictionary<string, string> ForSession(OptionTarget target)
    {
        var stored = _accounts.Find(target.User.ToString(), _network, target.Account!.Value.Value);
        var values = stored is null ? [] : new Dictionary<string, string>(_accounts.GetCredentials(stored), StringComparer.Ordinal);
        foreach (var (key, option) in SetFor(new OptionTarget(target.User)))
        {
            if (Find(key) is { } known && known.Levels.HasFlag(OptionLevels.Network))
            {
                values[key] = _store.Reveal(option);
            }
        }

        foreach (var (key, option) in SetFor(target))
        {
            values[key] = _store.Reveal(option);
        }

        foreach (var key in _core)
        {
            values.Remove(key);
        }

        return values.Count > 0 ? values : ReadOnlyDictionary<string, string>.Empty;
    }

    /// <summary>The options that a session uses at once, as far as the user has set them.</summary>
    /// <exception cref="StoreException">The keys cannot be read, or are not those it was encrypted with.</exception>
    public IReadOnlyDictionary<string, string> LiveForSession(OptionTarget target) =>
        ForSession(target).Where(pair => Find(pair.Key) is { Live: true }).ToDictionary(StringComparer.Ordinal);

    /// <summary>The adapter's options for a chat as far as the user has set them, for it or for what it inherits from. None of them is secret.</summary>
    public IReadOnlyDictionary<string, string> ForChat(OptionTarget target)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (var option in At(OptionLevels.Chat).Where(option => !_core.Contains(option.Key)))
        {
            if (Resolve(option, target) is { Value: { } value, Origin: OptionOrigin.Chat or OptionOrigin.Account or OptionOrigin.Network })
            {
                values[option.Key] = value;
            }
        }

        return values;
    }

    /// <summary>Reads what somebody has written for a target.</summary>
    /// <returns>What is wrong, without the value; null when it is right.</returns>
    public string? Read(AccountOption option, OptionTarget target, string text, out string value) =>
        OptionText.Read(option, text, out value) ?? (_core.Contains(option.Key) ? null : _adapter?.FindProblem(option, target.Account, value));

    /// <summary>Whether something is set for an account or one of its chats, so that it is not forgotten.</summary>
    public bool IsAnySet(StoredAccount account) =>
        _store.Find(new OptionPlace(account.User!, _network, account.Id)).Count > 0 || _store.ChatsOf(account.Id).Count > 0;

    /// <summary>Stores values that were read, and removes those that are null. The account is made when there is none.</summary>
    /// <exception cref="NetworkException">For too many chats something is set.</exception>
    /// <exception cref="StoreException">The keys cannot be read or made.</exception>
    public Task SetAsync(OptionTarget target, IReadOnlyCollection<OptionChange> changes, CancellationToken stop)
    {
        long? id = target.Account is { } key ? _accounts.GetOrCreate(target.User.ToString(), _network, key.Value).Id : null;
        if (target.Chat is { } chat && _store.ChatsOf(id!.Value) is var chats && chats.Count >= MaxChats && !chats.Contains(chat.Value))
        {
            throw new NetworkException(NetworkError.Full, $"You have set something for {MaxChats} rooms here already.");
        }

        return _store.SetAsync(Place(target, id, target.Chat?.Value ?? ""), changes, stop);
    }

    /// <summary>A chat has another id from now on. On the writer's thread, when that is stored.</summary>
    public void Moved(OptionTarget former, ChatId current)
    {
        if (former.Chat is { } chat && IdOf(former) is { } id)
        {
            _store.Moved(Place(former, id, chat.Value), current.Value);
        }
    }

    /// <summary>Moves logins that were stored as credentials, where users get accounts without a login, to the options.</summary>
    /// <exception cref="StoreException">The keys cannot be read, or are not those they were encrypted with.</exception>
    public async Task TakeOverLoginsAsync(CancellationToken stop)
    {
        foreach (var account in _accounts.FindOfNetwork(_network).Where(static account => account is { HasCredentials: true, User: not null }))
        {
            var place = new OptionPlace(account.User!, _network, account.Id);
            var known = _store.Find(place);
            var changes = _accounts.GetCredentials(account).Where(pair => !known.ContainsKey(pair.Key))
                .Select(pair => new OptionChange(pair.Key, pair.Value, Find(pair.Key) is not { Secret: false })).ToList();
            await _store.SetAsync(place, changes, stop);
            await _accounts.SetCredentialsAsync(account.Id, null, stop);
        }
    }

    private static AccountOption Allowed(AccountOption option) => option.Secret ? option with { Levels = option.Levels & ~OptionLevels.Chat } : option;

    private StoredOption? ValueAt(AccountOption option, OptionLevels level, OptionPlace place) =>
        option.Levels.HasFlag(level) ? _store.Find(place).GetValueOrDefault(option.Key) : null;

    private OptionPlace Place(OptionTarget target, long? account, string chat) => new(target.User.ToString(), _network, account, chat);

    private long? IdOf(OptionTarget target) => target.Account is { } key ? _accounts.Find(target.User.ToString(), _network, key.Value)?.Id : null;
}
