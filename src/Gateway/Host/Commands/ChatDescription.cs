using System.Globalization;
using System.Text;
using Bridge.Adapters;
using Bridge.Gateway.Media;

namespace Bridge.Gateway.Commands;

/// <summary>What a chat carries, in words for people, from its <see cref="Capabilities"/>. Pure.</summary>
internal static class ChatDescription
{
    private static readonly (Feature Feature, string Name)[] Features =
    [
        (Feature.Replies, "Replies"), (Feature.Edits, "Corrections"), (Feature.Retractions, "Taking messages back"), (Feature.Reactions, "Reactions"),
        (Feature.Formatting, "Styled text"), (Feature.Action, "Actions (/me)"), (Feature.Mentions, "Mentions of people"), (Feature.Subject, "Subjects"),
        (Feature.Threads, "Threads"), (Feature.Files, "Files"), (Feature.Voice, "Voice messages"), (Feature.Stickers, "Stickers"), (Feature.Location, "Places"),
        (Feature.ContactCards, "Contact cards"), (Feature.Polls, "Votes in polls, by a reply"), (Feature.Activity, "Typing"), (Feature.Displayed, "Read marks"),
    ];

    /// <summary>A line for each thing.</summary>
    /// <param name="capabilities">What the chat carries.</param>
    /// <param name="session">The session, which has to have the verbs.</param>
    public static string Of(Capabilities capabilities, INetworkSession session)
    {
        var text = new StringBuilder("What works here:");
        foreach (var (feature, name) in Features)
        {
            text.Append('\n').Append(name).Append(": ").Append(Level(feature, capabilities, session));
        }

        if (capabilities.MaxTextLength is { } most)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nLongest text: {most} {(capabilities.TextUnit == LengthUnit.Utf8Bytes ? "bytes" : "characters")}; a longer one goes in pieces.");
        }

        return text.Append(capabilities.ConfirmsDelivery
            ? "\nA receipt says that the other side has the message."
            : "\nA receipt says that the network has taken the message.").ToString();
    }

    private static string Level(Feature feature, Capabilities capabilities, INetworkSession session)
    {
        var level = capabilities[feature];
        if (level >= CapabilityLevel.Partial && !HasVerb(feature, session))
        {
            level = CapabilityLevel.Fallback;
        }

        return level switch
        {
            CapabilityLevel.Full => "yes" + LimitOf(feature, capabilities),
            CapabilityLevel.Partial => "yes, with losses" + LimitOf(feature, capabilities),
            CapabilityLevel.Fallback => feature switch
            {
                Feature.Retractions => "as a line that says so; the network keeps what was said",
                Feature.Activity or Feature.Displayed or Feature.Threads => "no",
                Feature.Polls => "no; a reply goes as text",
                _ => "as text",
            },
            CapabilityLevel.Dropped => feature is Feature.Retractions or Feature.Reactions ? "no; refused" : "no; left out",
            _ => "no; refused",
        };
    }

    private static bool HasVerb(Feature feature, INetworkSession session) => feature switch
    {
        Feature.Edits => session is IEditsMessages,
        Feature.Retractions => session is IRetractsMessages,
        Feature.Reactions => session is IReacts,
        Feature.Activity => session is ISharesActivity,
        Feature.Displayed => session is IMarksDisplayed,
        Feature.Polls => session is IVotesInPolls,
        _ => true,
    };

    private static string LimitOf(Feature feature, Capabilities capabilities) => feature switch
    {
        Feature.Edits when capabilities.EditWindow is { } window => $", within {Words(window)}",
        Feature.Retractions when capabilities.RetractWindow is { } window => $", within {Words(window)}",
        Feature.Reactions => Reactions(capabilities),
        Feature.Files when capabilities.MaxFileBytes is { } most => $", to {FileNames.Size(most)}{Types(capabilities)}",
        Feature.Files => Types(capabilities),
        _ => "",
    };

    private static string Reactions(Capabilities capabilities)
    {
        var most = capabilities.MaxReactions is { } number ? $", {(number == 1 ? "one" : number.ToString(CultureInfo.InvariantCulture))} to a message" : "";
        return capabilities.AllowedReactions is { Count: > 0 } allowed ? $"{most}, of {string.Join(' ', allowed.Take(32))}" : most;
    }

    private static string Types(Capabilities capabilities) => capabilities.FileTypes.Count == 0 ? "" : $", of {string.Join(", ", capabilities.FileTypes.Take(16))}";

    private static string Words(TimeSpan span) => span switch
    {
        { TotalDays: >= 2 } => $"{span.TotalDays:0} days",
        { TotalHours: >= 2 } => $"{span.TotalHours:0} hours",
        { TotalMinutes: >= 2 } => $"{span.TotalMinutes:0} minutes",
        _ => $"{span.TotalSeconds:0} seconds",
    };
}
