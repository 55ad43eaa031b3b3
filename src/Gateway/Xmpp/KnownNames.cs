using System.Collections.Frozen;
using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>
/// The names that the gateway reads and writes: the namespaces of <see cref="Ns"/> with each of these local names. A stanza never loses
/// one of them, because what a missing element means can be the opposite of what was sent: an encrypted message without its encryption is
/// a plain one. Tests keep the list complete.
/// </summary>
internal static class KnownNames
{
    // Attributes have no namespace, or that of xml:lang.
    private static readonly FrozenSet<string> Namespaces = typeof(Ns).GetFields().Select(static field => field.GetValue(null)).OfType<XNamespace>()
        .Append(XNamespace.None).Append(XNamespace.Xml).Select(static ns => ns.NamespaceName).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Locals = """
        about access acknowledged action actions active actor address admin affiliation after after-id algo allowlist apply-to attach-to attachment auth
        bad-action bad-format bad-namespace-prefix bad-payload bad-request bad-sessionid before before-id begin BINVAL body both by bytes c cancel cid
        category city code command complete composing conflict content-type connection-timeout continue count data datatype date decline delay DESC desc Description description destroy
        displayed disposition EMAIL email encrypted encryption end error event execute executing fallback false feature feature-not-implemented
        features field file file-sharing file-too-large filename fin first fn FN for forbidden form FORM_TYPE forwarded from get gone group groupchat handshake hash hat hats header
        height hidden history host-gone host-unknown http id identity idle ids image improper-addressing inactive index info inline instructions
        internal-server-error invalid-from invalid-namespace invalid-xml invite iq item item-not-found items jid jid-malformed jid-single key
        label lang last length list-multi malformed-action managed_entity markable max max-age max-file-size max_items max_reactions_per_user maxchars maxstanzas
        media media-sharing media-type member mention message metadata misc moderate moderated moderator modify name namespace nick nickname NICKNAME no-copy
        no-permanent-store no-storage no-store node none not-acceptable not-allowed not-authorized not-well-formed note notify ns NUMBER occupant-id open
        openpgp option origin-id os outcast outgoing owner participant password paused payment-required perm phone PHOTO photo ping
        policy-violation presence prev priority privilege privileged_iq prompt publish publish-options pubsub put query queryid reaction reactions
        reason received recipient-unavailable redirect reference registered registration-required remote-connection-failed reported
        remote-server-not-found remote-server-timeout remove replace reply request required reset resource-constraint restricted-xml result
        retract role roster seconds see-other-host sent service-unavailable session-expired sessionid set show since size slot sources stable stamp
        stanza-id start state status store stream subject submit subscription subscription-required system-shutdown target tel TEL text text-single thread
        thumbnail time timestamp title to TYPE type tzo undefined-condition unexpected-request unsupported-encoding unsupported-feature
        unsupported-stanza-type unsupported-version unstyled uri URL url url-data USERID username utc validate value var vcard vCard vcard-temp ver version visitor
        wait width with x x2 zip
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether it is a name that somebody here looks for.</summary>
    public static bool Contains(string uri, string local) => Locals.Contains(local) && Namespaces.Contains(uri);
}
