using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Bridge.Adapters.Irc;

/// <summary>What the parts of a session share while it is connected. Written by the read loop only.</summary>
internal sealed class IrcState
{
    private const int MaxTlsChanges = 10;

    private readonly ServerShared _shared;
    private ConcurrentDictionary<ChatId, TextDecoder>? _decoders;
    private ConcurrentDictionary<ChatId, Encoding>? _outgoing;
    private volatile TextDecoder _decoder = null!;
    private readonly StsPolicies _policies;
    private TimeSpan? _tlsFor;
    private int _tlsChanges;
    private volatile bool _ready;
    private volatile ServerFeatures _features = ServerFeatures.Default;
    private volatile string _nick = "";
    private volatile string _wantedNick = "";
    private volatile IrcSource? _self;

    internal IrcState(
        IrcServer server, SessionContext context, IrcLink link, FloodLimiter limiter, ServerShared shared, MessageMemory memory, StsPolicies policies,
        TimeProvider time, ILogger log)
    {
        Server = server;
        Context = context;
        Link = link;
        Limiter = limiter;
        Memory = memory;
        Time = time;
        Log = log;
        Decoder = new TextDecoder(server.Fallback);
        SetOutgoing(null, server.Outgoing);
        AfterConnect = new AfterConnect(this);
        _shared = shared;
        _policies = policies;
        Sources = shared.PoolOf(Features.CaseMapping);
    }

    /// <summary>Guards what the parts of the session keep. Held for moments only, and one for all of them: every session has every part.</summary>
    internal Lock Gate { get; } = new();

    internal IrcServer Server { get; }

    internal SessionContext Context { get; }

    internal IrcLink Link { get; }

    internal FloodLimiter Limiter { get; }

    /// <summary>What outlives the connection.</summary>
    internal MessageMemory Memory { get; }

    internal TimeProvider Time { get; }

    internal ILogger Log { get; }

    /// <summary>Reads text. May be another from one line to the next.</summary>
    internal TextDecoder Decoder
    {
        get => _decoder;
        set => _decoder = value;
    }

    internal AfterConnect AfterConnect { get; }

    internal Effects Effects { get; } = new();

    internal ServerFeatures Features => _features;

    internal SourcePool Sources { get; private set; }

    internal IrcCaps Caps { get; set; }

    /// <summary>The limits of <see cref="IrcCaps.Multiline"/>; null when it is not offered, or of no use.</summary>
    internal MultilineLimits? Multiline { get; set; }

    /// <summary>The account on the server that the connection is logged in to, or null.</summary>
    internal string? LoggedInAs { get; set; }

    /// <summary>A password went with the registration.</summary>
    internal bool SentPassword { get; set; }

    /// <summary>Registered and told so: messages may be sent.</summary>
    internal bool IsReady
    {
        get => _ready;
        set => _ready = value;
    }

    /// <summary>When <see cref="IsReady"/> became true, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    internal long ReadyAt { get; set; }

    /// <summary>Where the server wants to be spoken to instead, by TLS.</summary>
    internal int? UpgradePort { get; set; }

    /// <summary>What ends the session, once the events before it are published.</summary>
    internal NetworkException? Fatal { get; private set; }

    /// <summary>The nick the server knows us by.</summary>
    internal string Nick
    {
        get => _nick;
        set => _nick = value;
    }

    /// <summary>The nick that the user has asked for last, which may be another's.</summary>
    internal string WantedNick
    {
        get => _wantedNick;
        set => _wantedNick = value;
    }

    /// <summary>How the server shows us to others, or null while that is not known.</summary>
    internal IrcSource? Self
    {
        get => _self;
        set => _self = value;
    }

    internal CaseMapping Mapping => Features.CaseMapping;

    internal bool Has(IrcCaps caps) => (Caps & caps) == caps;

    internal void Fail(NetworkException failure) => Fatal ??= failure;

    /// <summary>Takes in that the host is spoken to by TLS only, for so long from now on.</summary>
    internal void KeepTls(TimeSpan duration)
    {
        // It is written to disk: a server that changes its mind all the time is not listened to.
        if (_tlsFor == duration || _tlsChanges++ >= MaxTlsChanges)
            return;
        _tlsFor = duration;
        _policies.Set(Server.Host, Server.Port, duration);
    }

    /// <summary>The end of a connection counts like its beginning: the promise runs from there.</summary>
    internal void KeepTlsFromNow()
    {
        if (_tlsFor is { } duration && duration > TimeSpan.Zero)
            _policies.Set(Server.Host, Server.Port, duration);
    }

    internal bool IsSelf(IrcSource source) => source.Nick == Nick || Mapping.Same(source.Nick, Nick);

    internal bool IsSelf(ReadOnlySpan<char> nick) => Mapping.Same(nick, Nick);

    internal string Key(string name) => Mapping.Fold(name);

    /// <summary>Where a line comes from; also learns how others see us.</summary>
    internal IrcSource SourceOf(in IrcLine line)
    {
        var source = Sources.Get(line.Source, Decoder);
        if (source.Address is not null && !ReferenceEquals(source, _self) && IsSelf(source))
            _self = source;
        return source;
    }

    internal IrcSource SourceOf(ReadOnlySpan<byte> bytes) => Sources.Get(bytes, Decoder);

    internal string Text(ReadOnlySpan<byte> bytes) => Decoder.Decode(bytes);

    /// <summary>The words of people, without formatting.</summary>
    internal string Plain(ReadOnlySpan<byte> bytes) => FormattingReader.Read(Decoder.Decode(bytes)).Plain;

    /// <summary>Text of a chat, which may have an encoding of its own.</summary>
    internal string Text(ReadOnlySpan<byte> bytes, ChatId chat) => (_decoders?.GetValueOrDefault(chat) ?? _decoder).Decode(bytes);

    /// <summary>The words of people in a chat, without formatting.</summary>
    internal string Plain(ReadOnlySpan<byte> bytes, ChatId chat) => FormattingReader.Read(Text(bytes, chat)).Plain;

    /// <summary>Sets what text of a chat is that is not UTF-8; null for what it is elsewhere.</summary>
    internal void SetFallback(ChatId chat, Encoding? fallback)
    {
        if (fallback is null)
            _decoders?.TryRemove(chat, out _);
        else
            LazyInitializer.EnsureInitialized(ref _decoders)[chat] = new TextDecoder(fallback);
    }

    /// <summary>What text is written in that goes to a chat.</summary>
    internal Encoding OutgoingOf(ChatId chat) => Features.Utf8Only ? Encoding.UTF8 : _outgoing is null ? Link.Outgoing : _outgoing.GetValueOrDefault(chat, Link.Outgoing);

    /// <summary>Sets what text is written in, for a chat or for everything else; null for a chat that is like everything else.</summary>
    internal void SetOutgoing(ChatId? chat, Encoding? encoding)
    {
        if (chat is not { } one)
            Link.Outgoing = Features.Utf8Only || encoding is null ? Encoding.UTF8 : encoding;
        else if (encoding is null)
            _outgoing?.TryRemove(one, out _);
        else
            LazyInitializer.EnsureInitialized(ref _outgoing)[one] = encoding;
    }

    /// <summary>What this session has written to a chat and the server has sent back.</summary>
    internal string OwnText(ReadOnlySpan<byte> bytes, ChatId chat) => OutgoingOf(chat) is var own && own.CodePage == Encoding.UTF8.CodePage
        ? Text(bytes)
        : new TextDecoder(own).Decode(bytes);

    /// <summary>What is known of a chat holds for another id from now on.</summary>
    internal void Reidentify(ChatId former, ChatId current)
    {
        if (_decoders?.TryRemove(former, out var decoder) == true)
            _decoders[current] = decoder;
        if (_outgoing?.TryRemove(former, out var encoding) == true)
            _outgoing[current] = encoding;
        Memory.Reidentify(former, current);
    }

    /// <summary>The account in a parameter; <c>*</c> and <c>0</c> stand for none. Mostly it is called like its owner, and is the same string then.</summary>
    internal string? AccountOf(ReadOnlySpan<byte> name, IrcSource owner)
    {
        if (name.IsEmpty || name.SequenceEqual("*"u8) || name.SequenceEqual("0"u8))
            return null;
        var account = Text(name);
        if (!TargetName.IsValid(account))
            return null;
        return account == owner.Nick ? owner.Nick : account == owner.Id ? owner.Id : account;
    }

    /// <summary>Whether the message of the day is not the one that the user was shown the last time.</summary>
    internal bool IsNewsOfDay(string text) => _shared.IsNewsOfDay(Context.User, text);

    /// <summary>Takes in what the server says of itself in a line of 005.</summary>
    internal void Learn(string tokens)
    {
        _features = _shared.After(_features, tokens);
        if (Sources.Mapping != Features.CaseMapping)
            Sources = _shared.PoolOf(Features.CaseMapping);
        if (Features.Utf8Only)
            Link.Outgoing = Encoding.UTF8;
    }

    /// <summary>Bytes that a relayed line spends before the text: <c>:nick!user@host COMMAND target :</c> and its end.</summary>
    internal int OverheadOf(int commandAndTarget)
    {
        // Not known yet: a user name of 10 with its tilde and a host of 63 are the longest that servers make.
        var mask = Self is { Address: { } address } ? System.Text.Encoding.UTF8.GetByteCount(address) : 11 + 1 + 63;
        return 1 + System.Text.Encoding.UTF8.GetByteCount(Nick) + 1 + mask + 1 + commandAndTarget + 2 + 2;
    }
}
