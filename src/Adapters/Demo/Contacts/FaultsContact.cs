using System.Globalization;

namespace Bridge.Adapters.Demo;

/// <summary>Switches the network's faults by message, for people who try things out by hand.</summary>
internal sealed class FaultsContact() : DemoContact(Address, "Faults", "Breaks things on request; say “help”")
{
    /// <summary>The id.</summary>
    public const string Address = "faults";

    private const string Help = """
        drop N: the next N messages fail before they leave
        uncertain N: the next N messages arrive, and nobody can say so
        throttle N: turn everything away for N seconds from the next message on
        disconnect: lose the connection in the next message
        refuse: refuse every message
        slow-send N: every message takes N seconds
        late-echo, lost-echo, double-echo, reorder-echo: how own messages come back
        duplicate: every event comes twice
        reorder: events overtake each other
        silent: what is asked of the network, other than sending and joining, is never answered
        forgetful: what happens while you are not connected comes with the history only
        no-history: the network keeps no history
        no-receipts: nobody confirms what they got
        no-ids: messages are taken without a word of their ids
        ids plain, ids spaces, ids emoji, ids huge: the shape of new message ids
        refuse-login, network-down: how the next connections fail
        off: end all faults
        """;

    /// <inheritdoc/>
    public override void OnMessage(DemoConversation chat, MessageReceived message) =>
        chat.Say(Apply(chat.Network.Faults, message.Content.Text?.Plain ?? ""));

    /// <summary>Obeys one command and says what it did.</summary>
    public static string Apply(DemoFaults faults, string text)
    {
        string[] words = text.Trim().ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var word = words.Length > 1 ? words[1] : "";
        var number = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? Math.Min(given, 86_400) : 1;
        switch (words.FirstOrDefault())
        {
            case "off":
                faults.Reset();
                return "All faults are off.";
            case "drop":
                faults.DropSends = number;
                break;
            case "uncertain":
                faults.UncertainSends = number;
                break;
            case "throttle":
                faults.ThrottleNextSend = TimeSpan.FromSeconds(number);
                break;
            case "slow-send":
                faults.SendDelay = TimeSpan.FromSeconds(number);
                break;
            case "ids" when Enum.TryParse<DemoIdShape>(word, ignoreCase: true, out var shape):
                faults.Ids = shape;
                break;
            case { } name when Switch(faults, name):
                break;
            default:
                return Help;
        }

        return $"Done: {string.Join(' ', words)}. Say “off” to end it.";
    }

    private static bool Switch(DemoFaults faults, string name)
    {
        switch (name)
        {
            case "disconnect":
                return faults.DisconnectNextSend = true;
            case "refuse":
                return faults.RefuseSends = true;
            case "duplicate":
                return faults.DuplicateEvents = true;
            case "reorder":
                return faults.ReorderEvents = true;
            case "forgetful":
                return faults.LoseWhileAway = true;
            case "no-history":
                return faults.RefuseHistory = true;
            case "no-ids":
                return faults.WithholdIds = true;
            case "no-receipts":
                return faults.WithholdReceipts = true;
            case "silent":
                return faults.SilentVerbs = true;
        }

        (faults.Echo, faults.RefuseConnect, var known) = name switch
        {
            "late-echo" => (DemoEcho.Late, faults.RefuseConnect, true),
            "lost-echo" => (DemoEcho.Lost, faults.RefuseConnect, true),
            "double-echo" => (DemoEcho.Doubled, faults.RefuseConnect, true),
            "reorder-echo" => (DemoEcho.Reordered, faults.RefuseConnect, true),
            "refuse-login" => (faults.Echo, NetworkError.BadCredentials, true),
            "network-down" => (faults.Echo, NetworkError.NetworkDown, true),
            _ => (faults.Echo, faults.RefuseConnect, false),
        };
        return known;
    }
}
