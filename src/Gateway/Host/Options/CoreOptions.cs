using System.Globalization;
using Bridge.Adapters;
using Bridge.Gateway.Rooms;

namespace Bridge.Gateway.Options;

/// <summary>The options that every network has, because the core does what they say.</summary>
internal static class CoreOptions
{
    /// <summary>The key of an adapter's option for the name to appear under. What is set there counts more than the nick of a room joined before.</summary>
    public const string Nick = "nick";

    /// <summary>Whether an account stays connected, and a room joined, while none of the user's clients is there.</summary>
    public static AccountOption Persistent { get; } = new("persistent", "Stay while no client is there")
    {
        Explanation = "For an account: it is connected whenever the gateway runs. For a room: it stays joined when your last client leaves it; “leave” "
            + "leaves it all the same. Rooms inherit it from their account.",
        Kind = OptionKind.Switch,
        Levels = OptionLevels.Account | OptionLevels.Chat,
        Default = "false",
        Live = true,
    };

    /// <summary>Whether the network sees that the user is away, or back.</summary>
    public static AccountOption SharePresence { get; } = new("share-presence", "Show the network whether you are there")
    {
        Explanation = "When all your clients say that they are away, the network is told so, with what they say about it.",
        Kind = OptionKind.Switch,
        Levels = OptionLevels.Network | OptionLevels.Account,
        Default = "true",
        Live = true,
    };

    /// <summary>Who of a network is put into the user's contact list.</summary>
    public static AccountOption Contacts { get; } = new("contacts", "Who is put into your contact list")
    {
        Explanation = "“friends”: whoever is in your contact list on the network. “all”: whoever you have written with as well. “recent”: whoever you have written with in "
            + "the last 30 days. “none”: nobody; those that were put there are taken out again.",
        Kind = OptionKind.Choice,
        Choices = ["friends", "all", "recent", "none"],
        Levels = OptionLevels.Network | OptionLevels.Account,
        Default = "friends",
        Live = true,
    };

    /// <summary>Whether the network shows the user's name and picture.</summary>
    public static AccountOption ShareProfile { get; } = new("share-profile", "Show the network your name and picture")
    {
        Explanation = "They are those of your vCard, which everybody on XMPP can read, and go there whenever you change your picture.",
        Kind = OptionKind.Switch,
        Levels = OptionLevels.Network | OptionLevels.Account,
        Default = "false",
        Live = true,
    };

    /// <summary>Whether what the user writes elsewhere is shown by the person it is for, where the user's server cannot say it in their name.</summary>
    public static AccountOption OwnMessages { get; } = new("own-messages", "Show as text what you write on other devices")
    {
        Explanation = "What you write to people with another program than your XMPP client belongs into your chats as your own, and does so where your server lets "
            + "this gateway speak in your name. Where it does not, you see it as a message of that person’s which begins with “you: ”, if you want it.",
        Kind = OptionKind.Switch,
        Levels = OptionLevels.Network | OptionLevels.Account,
        Default = "false",
        Live = true,
    };

    /// <summary>Whether what is said in rooms is kept for clients that join later.</summary>
    public static AccountOption RecordHistory { get; } = new("record-history", "Keep what is said in rooms")
    {
        Explanation = "Clients that join later are shown what was kept, and find it in the room's archive. What was kept before is erased by “forget-history”.",
        Kind = OptionKind.Switch,
        Levels = OptionLevels.Network | OptionLevels.Account | OptionLevels.Chat,
        Default = "true",
        Live = true,
    };

    /// <summary>How many messages a client is shown at most when it joins a room.</summary>
    public static AccountOption MaxHistoryLength { get; } = new("max-history-length", "Messages shown to a client that joins a room")
    {
        Explanation = "At most; a client may ask for fewer.",
        Kind = OptionKind.Number,
        Levels = OptionLevels.Network | OptionLevels.Account | OptionLevels.Chat,
        Most = JoinHistory.Most,
        Default = RoomHistory.Kept.ToString(CultureInfo.InvariantCulture),
        Live = true,
    };
}
