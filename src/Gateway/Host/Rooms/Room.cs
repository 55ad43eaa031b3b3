using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Conversations;
using Bridge.Gateway.Delivery;
using Bridge.Gateway.Media;
using Bridge.Store;
using Bridge.Xmpp;

namespace Bridge.Gateway.Rooms;

/// <summary>
/// A group chat as one user sees it: a room of their own that all their clients share (XEP-0045). What comes from the network is in
/// <see cref="RoomEvents"/>, what comes from clients here.
/// </summary>
internal sealed partial class Room : Conversation
{
    private readonly ChatId _chat;
    private readonly RoomEvents _events;

    public Room(Account account, ChatId chat, Jid jid)
    {
        Account = account;
        _chat = chat;
        Jid = jid;
        Members = new RoomMembers(jid, account.Network.Seats);
        _events = new RoomEvents(this);
        Log = account.Network.LogOf<Room>();
    }

    public Account Account { get; }

    /// <summary>The room's bare JID.</summary>
    public Jid Jid { get; }

    /// <summary>Guards everything below.</summary>
    public Lock Gate { get; } = new();

    public RoomState State { get; set; } = RoomState.Joining;

    public RoomMembers Members { get; }

    /// <summary>What was said last, as long as it is not archived.</summary>
    public RoomHistory History { get; } = new();

    /// <summary>Whether it has an archive (XEP-0313), or only its last messages in memory.</summary>
    public bool IsArchived => Account.Network.Archives.IsOn;

    /// <summary>Whether older messages may still come into the archive.</summary>
    public bool IsBackfilling => _events.IsBackfilling;

    public List<RoomOccupant> Occupants { get; } = [];

    public string Topic { get; set; } = "";

    /// <summary>Who set the topic, or null.</summary>
    public string? TopicBy { get; set; }

    /// <summary>The occupant-id of who set the topic (XEP-0421), or null when that is not known.</summary>
    public string? TopicByOccupantId { get; set; }

    /// <summary>The group's name on the network, or null.</summary>
    public string? Name { get; set; }

    public bool IsModerated { get; set; }

    public bool IsMembersOnly { get; set; }

    public bool IsHidden { get; set; }

    public bool IsPasswordProtected { get; set; }

    public string? Password { get; private set; }

    /// <summary>The name to ask the network for.</summary>
    public string WantedNick { get; private set; } = "";

    public override ChatId Chat => _chat;

    protected override long AccountId => Account.Id;

    protected override OwnedTasks Tasks => Account.Tasks;

    public override string User => Account.User.ToString();

    protected internal override WaitingBytes Waits => Account.Waits;

    protected override ChatKind Kind => ChatKind.Group;

    /// <summary>How to join it on the network.</summary>
    public GroupJoin JoinOptions
    {
        get
        {
            lock (Gate)
            {
                return new GroupJoin(Account.PreferredName, Password);
            }
        }
    }

    protected internal override INetworkSession? SendingSession => State == RoomState.Joined ? Account.Session : null;

    protected internal override ILogger Log { get; }

    protected internal override Network Network => Account.Network;

    protected override MediaService Media => Account.Network.Media;

    protected override int StanzasOf(MessageReceived message) => RoomEvents.IsInPieces(message) ? Math.Max(1, DirectStanzas.Of(message.Content).Count) : 1;

    protected override bool ShowsFiles(IncomingDelivery delivery, MessageReceived message) => base.ShowsFiles(delivery, message) && !IsFetchedAgain(delivery);

    /// <summary>A message of a client to everybody.</summary>
    public void Send(Jid from, XElement stanza)
    {
        if (!Holds(from))
        {
            Account.Network.Link.Refuse(stanza, StanzaError.NotAcceptable.WithText("You are not in this room. Join it first."));
            return;
        }

        if (RequestReader.Read(Shared.Complete(stanza), out var error, withSubject: false) is not { } request)
        {
            if (error is null)
            {
                Note(stanza);
            }

            Account.Network.Link.Refuse(stanza, error);
            return;
        }

        if (TypedCommands.TryRun(this, from, stanza, request))
        {
            return;
        }

        if (IsFull)
        {
            Account.Network.Link.Refuse(stanza, StanzaError.ResourceConstraint.WithText("Too many messages wait for this room already."));
            return;
        }

        Activity.Spoke();
        var delivery = new OutgoingDelivery(this, Journal, Complete(request, stanza))
        {
            AccountId = Account.Id,
            Chat = _chat.Value,
            Sender = from.ToString(),
            Recipient = Jid.ToString(),
            XmppId = stanza.Id,
            AcceptedAt = Time.GetUtcNow().ToUnixTimeMilliseconds(),
            Stanza = Reflection.Of(stanza, out var reflectedBytes),
            ReflectedBytes = reflectedBytes,
        };
        Accept(delivery);
    }

    /// <summary>Adds who is answered or reacted to, by the name that people here know.</summary>
    private OutgoingRequest Complete(OutgoingRequest request, XElement stanza)
    {
        string? NameIn(string id, string? to)
        {
            if (Recent.Find(id) is { } known)
            {
                return known.Author;
            }

            lock (Gate)
            {
                return Jid.TryParse(to, out var author) && author.Bare == Jid && author.Resource != Members.OwnName ? author.Resource : null;
            }
        }

        return Complete(request, stanza, NameIn);
    }

    /// <summary>The connection to the network is lost, or could not be made.</summary>
    public void SessionLost(NetworkException failure)
    {
        lock (Gate)
        {
            if (State == RoomState.Joined)
            {
                State = RoomState.Lost;
                _events.Lost(failure);
                if (!failure.IsFinal)
                {
                    return;
                }
            }
            else if (State == RoomState.Lost && !failure.IsFinal)
            {
                return;
            }

            if (State == RoomState.Lost && IsPersistent)
            {
                // It is joined again when the user has mended what is wrong.
                TakeOut(failure.Message, NetworkErrors.ToStanzaError(failure), 110, 333);
                return;
            }
        }

        JoinFailed(failure);
    }

    /// <summary>The room could not be joined: everybody waiting is told, and it is gone unless somebody else is in it.</summary>
    public void JoinFailed(NetworkException failure)
    {
        lock (Gate)
        {
            TellIfNobodyIsIn($"could not be joined again: {failure.Message}");
            TakeOut(failure.Message, NetworkErrors.ToStanzaError(failure), 110, 333);
            IsClosed = true;
        }

        Close(null, tellNetwork: false);
    }

    /// <summary>
    /// The user has all their clients taken out: the session is about to end, which leaves the room on the network. A persistent one is joined again
    /// with the next session.
    /// </summary>
    public void Dismiss(string reason)
    {
        lock (Gate)
        {
            TakeOut(reason, StanzaError.RecipientUnavailable.WithText(reason), 110);
            if (State != RoomState.Joining && IsPersistent)
            {
                State = RoomState.Lost;
                Abandon(SendResult.Refused(NetworkError.NotJoined, "the room was left before it could be sent"));
                return;
            }

            IsClosed = true;
        }

        Close(null, tellNetwork: false);
    }

    /// <summary>Ends the room here; the account's session ends with its last room.</summary>
    public void Close(string? reason, bool tellNetwork)
    {
        Account.Rooms.TryRemove(new KeyValuePair<string, Room>(_chat.Value, this));
        Account.Network.RoomKeeper.Changed(this);
        Abandon(SendResult.Refused(NetworkError.NotJoined, "the room was left before it could be sent"));

        if (tellNetwork && Account.Session is IHasGroups groups)
        {
            Account.Tasks.Run(_chat.Value, async stop =>
            {
                await groups.LeaveGroupAsync(_chat, reason, stop);
                Account.StopIfIdle();
            });
        }
        else
        {
            Account.StopIfIdle();
        }
    }

    /// <summary>The occupant-id of a person (XEP-0421), whether they are in the room or not.</summary>
    public string OccupantIdOf(ContactId contact)
    {
        lock (Gate)
        {
            return Members.OccupantIdOf(contact);
        }
    }

    /// <summary>A client's message was a command: the client is shown it as taken, and what the network says to it.</summary>
    public void Answer(Jid client, XElement message, string text)
    {
        lock (Gate)
        {
            _events.Answer(client, message, text);
        }
    }

    /// <summary>A message is gone because the user, as a moderator, had it deleted.</summary>
    public void ShowModerated(MappedMessage message, string? reason) => _events.ShowModerated(message, reason);

    /// <summary>Has a client shown the whole room, in the order of XEP-0045 section 7.2. Under the gate.</summary>
    public void ShowTo(RoomOccupant occupant) => _events.ShowTo(occupant);

    /// <summary>The names of members as clients see them. Under the gate.</summary>
    public IEnumerable<string> SeenNames => _events.SeenNames;

    /// <summary>The stream came up: clients are shown what has changed since it fell.</summary>
    public void ShowUnseen()
    {
        lock (Gate)
        {
            _events.ShowUnseen();
        }
    }

    /// <summary>Fills in what was kept over a restart.</summary>
    public void Restore(string nick, string? password, IEnumerable<string> names, string topic, IEnumerable<(Jid Client, long JoinedAt)> clients)
    {
        lock (Gate)
        {
            State = RoomState.Lost;
            WantedNick = nick;
            Password = password;
            Topic = topic;
            Members.Restore(names, nick);
            foreach (var (client, joinedAt) in clients)
            {
                // Without members nobody was shown the room yet: the join is taken up instead.
                Occupants.Add(new RoomOccupant(client, null) { WantedNick = nick, JoinedAt = joinedAt, IsIn = Members.Count > 0 });
            }
        }
    }

    protected override void NotStored(OutgoingDelivery delivery) =>
        Tell(delivery, StanzaError.ResourceConstraint.WithText("The gateway cannot store messages at the moment. Please send it again later."), null);

    /// <summary>The gateway stops: whoever is in is told, and will be brought back.</summary>
    public void AnnounceStop()
    {
        lock (Gate)
        {
            _events.Say("The gateway is being stopped. You will be back in this room when it is started again.");
        }
    }

    /// <summary>Tells the sender that a message was not sent, again after a crash unless the server has read it.</summary>
    public void Fail(OutgoingDelivery delivery, StanzaError error)
    {
        delivery.ExpectProofs(1);
        Tell(delivery, error, delivery);
    }

    protected internal override void Handle(IncomingDelivery delivery)
    {
        try
        {
            Take(delivery);
        }
        finally
        {
            delivery.Backfill?.Handled();
        }
    }

    private void Take(IncomingDelivery delivery)
    {
        if (IsFetchedAgain(delivery))
        {
            delivery.Settled();
            return;
        }

        if (IsEcho(delivery, out var sent))
        {
            if (sent is null)
            {
                delivery.Settled();
            }
            else
            {
                _events.Reflect(sent, delivery);
            }

            return;
        }

        if (delivery.Event is ChatReidentified moved)
        {
            Move(delivery, moved);
            return;
        }

        _events.Handle(
            delivery,
            delivery.Event is MessageReceived said ? LateStamp(delivery, said) : null,
            delivery.Event is ReactionsChanged ? ReactionsAfter(delivery) : []);
    }

    /// <summary>What a backfill finds may be known.</summary>
    private static bool IsFetchedAgain(IncomingDelivery delivery) =>
        delivery is { Backfill: not null, Event: MessageReceived { EditOf: null, Ids: [var fetched, ..] } } && delivery.About(fetched) is not null;

    protected override void Accepted(OutgoingDelivery delivery)
    {
        _events.Reflect(delivery, null);
        if (KeptText(delivery) is not { } text)
        {
            return;
        }

        lock (Gate)
        {
            _events.Say(text);
        }
    }

    protected override void Failed(OutgoingDelivery delivery, SendResult result)
    {
        Fail(
            delivery,
            result.Outcome == SendOutcome.Uncertain
                ? new StanzaError("wait", "undefined-condition", "May not have been delivered: " + result.Reason)
                : NetworkErrors.ToStanzaError(result.Error, result.Reason));
        if (result.Outcome == SendOutcome.Refused && TakeBack(delivery) is { } former)
        {
            _events.ShowReactions(delivery.Request.Target!, former);
        }
    }

    internal override void TellOfWait(IncomingDelivery delivery, string text)
    {
        lock (Gate)
        {
            _events.Say(text);
        }
    }

    protected override void Held(int more) => Account.Held(more);

    protected internal override bool TryTakeToken(RateLimit rate, out TimeSpan wait) => Account.Bucket.TryTake(rate, out wait);

    private void Tell(OutgoingDelivery delivery, StanzaError error, OutgoingDelivery? owner)
    {
        if (Jid.TryParse(delivery.Sender, out var sender))
        {
            Account.Network.Link.SendTracked(Stanza.Message(Jid, sender, "error", delivery.XmppId, error.ToElement()), owner);
        }
        else
        {
            owner?.Proved();
        }
    }
}
