using Bridge.Adapters;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Discovery;

/// <summary>What of messages a chat carries, as features for clients, which offer their users what is advertised. Pure.</summary>
internal static class CarriedFeatures
{
    /// <summary>The features; none while it is not known what the chat carries.</summary>
    public static IReadOnlyList<string> Of(Capabilities? capabilities)
    {
        List<string> features = [];
        if (capabilities is null)
        {
            return features;
        }

        // As text or as a link these are still what their author meant; a reaction or a deletion is not.
        Add(Feature.Replies, CapabilityLevel.Fallback, Ns.Reply);
        Add(Feature.Edits, CapabilityLevel.Fallback, Ns.Correct);
        Add(Feature.Files, CapabilityLevel.Fallback, Ns.Oob);
        Add(Feature.Files, CapabilityLevel.Partial, Ns.Sfs);
        Add(Feature.Retractions, CapabilityLevel.Partial, Ns.Retract);
        Add(Feature.Reactions, CapabilityLevel.Partial, Ns.Reactions);
        Add(Feature.Activity, CapabilityLevel.Partial, Ns.ChatStates);
        Add(Feature.Displayed, CapabilityLevel.Partial, Ns.Markers);
        Add(Feature.Formatting, CapabilityLevel.Partial, Ns.Styling);
        if (features.Contains(Ns.Reply.NamespaceName))
        {
            features.Add(Ns.Fallback.NamespaceName);
        }

        return features;

        void Add(Feature feature, CapabilityLevel least, System.Xml.Linq.XNamespace name)
        {
            if (capabilities[feature] >= least)
            {
                features.Add(name.NamespaceName);
            }
        }
    }

    /// <summary>The limits of reactions (XEP-0444 section 2.2); none where there are no limits or no reactions.</summary>
    public static IReadOnlyList<DataForms.Form> RestrictionsOf(Capabilities? capabilities) =>
        capabilities is not null && capabilities[Feature.Reactions] >= CapabilityLevel.Partial && (capabilities.MaxReactions ?? (object?)capabilities.AllowedReactions) is not null
            ? [Reactions.BuildRestrictions(capabilities.MaxReactions, capabilities.AllowedReactions)]
            : [];
}
