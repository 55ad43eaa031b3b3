namespace Bridge.Adapters.Demo;

/// <summary>
/// What goes wrong on a demo network. Every switch may be set at any time from any thread; the contact <c>faults</c> sets them by message.
/// </summary>
public sealed class DemoFaults
{
    private readonly Lock _gate = new();
    private DateTimeOffset? _throttledUntil;

    internal DemoFaults()
    {
    }

    /// <summary>How the next attempts to connect fail; null lets them in.</summary>
    public NetworkError? RefuseConnect { get; set; }

    /// <summary>How the next attempts to log out fail; null lets them out.</summary>
    public NetworkError? RefuseLogOut { get; set; }

    /// <summary>How many of the next sends fail before anything is sent.</summary>
    public int DropSends { get; set; }

    /// <summary>How many of the next sends end with an outcome that nobody knows, though they arrive.</summary>
    public int UncertainSends { get; set; }

    /// <summary>Whether the next send loses the connection.</summary>
    public bool DisconnectNextSend { get; set; }

    /// <summary>Whether the message whose send loses the connection arrives before that.</summary>
    public bool DisconnectDelivers { get; set; }

    /// <summary>Whether every message is refused.</summary>
    public bool RefuseSends { get; set; }

    /// <summary>How long every send takes.</summary>
    public TimeSpan SendDelay { get; set; }

    /// <summary>For how long the next send starts a pause in which all are turned away; zero for none.</summary>
    public TimeSpan ThrottleNextSend { get; set; }

    /// <summary>How own messages come back.</summary>
    public DemoEcho Echo { get; set; }

    /// <summary>How late a late echo is, and how long an event that should be overtaken waits for another.</summary>
    public TimeSpan EchoDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether every stored event comes twice, with the same key.</summary>
    public bool DuplicateEvents { get; set; }

    /// <summary>Whether stored events overtake each other in pairs.</summary>
    public bool ReorderEvents { get; set; }

    /// <summary>The shape of new message ids.</summary>
    public DemoIdShape Ids { get; set; }

    /// <summary>Whether what happens while an account is not connected passes it by, as on IRC; the history still has it.</summary>
    public bool LoseWhileAway { get; set; }

    /// <summary>Whether messages are taken without a word of their ids, as on IRC without echoes; the history still has them.</summary>
    public bool WithholdIds { get; set; }

    /// <summary>Whether nobody confirms what they got.</summary>
    public bool WithholdReceipts { get; set; }

    /// <summary>Whether no history is to be had.</summary>
    public bool RefuseHistory { get; set; }

    /// <summary>Whether what is asked of a connected session is never answered, whatever its token says. Sending and joining are not concerned.</summary>
    public bool SilentVerbs { get; set; }

    /// <summary>Ends all faults.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            RefuseConnect = RefuseLogOut = null;
            DropSends = UncertainSends = 0;
            DisconnectNextSend = DisconnectDelivers = RefuseSends = DuplicateEvents = ReorderEvents = SilentVerbs = LoseWhileAway = RefuseHistory = WithholdIds = WithholdReceipts = false;
            SendDelay = ThrottleNextSend = TimeSpan.Zero;
            Echo = DemoEcho.Prompt;
            Ids = DemoIdShape.Plain;
            _throttledUntil = null;
        }
    }

    /// <summary>Decides about one send and uses up what counts.</summary>
    internal DemoSendFault TakeSend(DateTimeOffset now)
    {
        lock (_gate)
        {
            if (ThrottleNextSend > TimeSpan.Zero)
            {
                _throttledUntil = now + ThrottleNextSend;
                ThrottleNextSend = TimeSpan.Zero;
            }

            if (_throttledUntil > now)
                return Never(SendResult.NotSent("The network asks to slow down.", _throttledUntil - now));

            if (RefuseSends)
                return Never(SendResult.Refused(NetworkError.Forbidden, "The network refuses messages today."));

            if (DropSends > 0)
            {
                DropSends--;
                return Never(SendResult.NotSent("The message was lost before it left."));
            }

            return TakeUnknownOutcome();
        }
    }

    private DemoSendFault TakeUnknownOutcome()
    {
        if (UncertainSends > 0)
        {
            UncertainSends--;
            return new(SendResult.Uncertain("The network did not answer in time."), Arrives: true, Disconnects: false);
        }

        if (!DisconnectNextSend)
            return DemoSendFault.None;

        DisconnectNextSend = false;
        return new(SendResult.Uncertain("The connection was lost during the send."), DisconnectDelivers, Disconnects: true);
    }

    private static DemoSendFault Never(SendResult result) => new(result, Arrives: false, Disconnects: false);
}
