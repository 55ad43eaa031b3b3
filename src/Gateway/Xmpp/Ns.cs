using System.Xml.Linq;

namespace Bridge.Xmpp;

/// <summary>The namespaces of the protocols that the gateway speaks. A namespace's <c>NamespaceName</c> is also its feature in service discovery.</summary>
public static class Ns
{
    /// <summary>The feature of escaped local parts, which is not a namespace (XEP-0106).</summary>
    public const string JidEscapingFeature = @"jid\20escaping";

    /// <summary>Stanzas on a component stream (XEP-0114).</summary>
    public static readonly XNamespace Component = "jabber:component:accept";

    /// <summary>Stanzas inside forwarded and privileged stanzas (RFC 6120).</summary>
    public static readonly XNamespace Client = "jabber:client";

    /// <summary>The stream and its errors (RFC 6120).</summary>
    public static readonly XNamespace Streams = "http://etherx.jabber.org/streams";

    /// <summary>Conditions of stream errors (RFC 6120 section 4.9).</summary>
    public static readonly XNamespace StreamErrors = "urn:ietf:params:xml:ns:xmpp-streams";

    /// <summary>Conditions of stanza errors (RFC 6120 section 8.3).</summary>
    public static readonly XNamespace Stanzas = "urn:ietf:params:xml:ns:xmpp-stanzas";

    /// <summary>Contact list (RFC 6121 section 2).</summary>
    public static readonly XNamespace Roster = "jabber:iq:roster";

    /// <summary>Data forms (XEP-0004).</summary>
    public static readonly XNamespace Data = "jabber:x:data";

    /// <summary>Media in data forms (XEP-0221).</summary>
    public static readonly XNamespace DataMedia = "urn:xmpp:media-element";

    /// <summary>Validation in data forms (XEP-0122).</summary>
    public static readonly XNamespace DataValidate = "http://jabber.org/protocol/xdata-validate";

    /// <summary>Last activity (XEP-0012).</summary>
    public static readonly XNamespace Last = "jabber:iq:last";

    /// <summary>Service discovery, information (XEP-0030).</summary>
    public static readonly XNamespace DiscoInfo = "http://jabber.org/protocol/disco#info";

    /// <summary>Service discovery, items (XEP-0030).</summary>
    public static readonly XNamespace DiscoItems = "http://jabber.org/protocol/disco#items";

    /// <summary>Extended addressing (XEP-0033).</summary>
    public static readonly XNamespace Addresses = "http://jabber.org/protocol/address";

    /// <summary>Joining a room (XEP-0045).</summary>
    public static readonly XNamespace Muc = "http://jabber.org/protocol/muc";

    /// <summary>Occupants, status codes, invitations (XEP-0045).</summary>
    public static readonly XNamespace MucUser = "http://jabber.org/protocol/muc#user";

    /// <summary>Affiliations and roles (XEP-0045).</summary>
    public static readonly XNamespace MucAdmin = "http://jabber.org/protocol/muc#admin";

    /// <summary>Configuration and destruction (XEP-0045).</summary>
    public static readonly XNamespace MucOwner = "http://jabber.org/protocol/muc#owner";

    /// <summary>Unique room names (XEP-0307).</summary>
    public static readonly XNamespace MucUnique = "http://jabber.org/protocol/muc#unique";

    /// <summary>The form that asks for a voice (XEP-0045).</summary>
    public static readonly XNamespace MucRequest = "http://jabber.org/protocol/muc#request";

    /// <summary>The form in a room's disco#info (XEP-0045).</summary>
    public static readonly XNamespace MucRoomInfo = "http://jabber.org/protocol/muc#roominfo";

    /// <summary>The configuration form (XEP-0045).</summary>
    public static readonly XNamespace MucRoomConfig = "http://jabber.org/protocol/muc#roomconfig";

    /// <summary>Feature: the room keeps message ids (XEP-0045).</summary>
    public static readonly XNamespace MucStableId = "http://jabber.org/protocol/muc#stable_id";

    /// <summary>Feature: the room answers self-pings (XEP-0410).</summary>
    public static readonly XNamespace SelfPingOptimization = "http://jabber.org/protocol/muc#self-ping-optimization";

    /// <summary>Ad-hoc commands (XEP-0050).</summary>
    public static readonly XNamespace Commands = "http://jabber.org/protocol/commands";

    /// <summary>vCards (XEP-0054).</summary>
    public static readonly XNamespace Vcard = "vcard-temp";

    /// <summary>Search (XEP-0055).</summary>
    public static readonly XNamespace Search = "jabber:iq:search";

    /// <summary>Result set management (XEP-0059).</summary>
    public static readonly XNamespace Rsm = "http://jabber.org/protocol/rsm";

    /// <summary>Publish-subscribe requests (XEP-0060).</summary>
    public static readonly XNamespace Pubsub = "http://jabber.org/protocol/pubsub";

    /// <summary>Publish-subscribe events (XEP-0060).</summary>
    public static readonly XNamespace PubsubEvent = "http://jabber.org/protocol/pubsub#event";

    /// <summary>Publish-subscribe error details (XEP-0060).</summary>
    public static readonly XNamespace PubsubErrors = "http://jabber.org/protocol/pubsub#errors";

    /// <summary>Publish-subscribe node management (XEP-0060).</summary>
    public static readonly XNamespace PubsubOwner = "http://jabber.org/protocol/pubsub#owner";

    /// <summary>Publish options (XEP-0060).</summary>
    public static readonly XNamespace PubsubPublishOptions = "http://jabber.org/protocol/pubsub#publish-options";

    /// <summary>Out of band data (XEP-0066).</summary>
    public static readonly XNamespace Oob = "jabber:x:oob";

    /// <summary>XHTML bodies (XEP-0071).</summary>
    public static readonly XNamespace Xhtml = "http://www.w3.org/1999/xhtml";

    /// <summary>XHTML-IM (XEP-0071).</summary>
    public static readonly XNamespace XhtmlIm = "http://jabber.org/protocol/xhtml-im";

    /// <summary>In-band registration (XEP-0077).</summary>
    public static readonly XNamespace Register = "jabber:iq:register";

    /// <summary>vCard4 (XEP-0292).</summary>
    public static readonly XNamespace Vcard4 = "urn:ietf:params:xml:ns:vcard-4.0";

    /// <summary>Avatar metadata (XEP-0084).</summary>
    public static readonly XNamespace AvatarMetadata = "urn:xmpp:avatar:metadata";

    /// <summary>Avatar data (XEP-0084).</summary>
    public static readonly XNamespace AvatarData = "urn:xmpp:avatar:data";

    /// <summary>Chat states (XEP-0085).</summary>
    public static readonly XNamespace ChatStates = "http://jabber.org/protocol/chatstates";

    /// <summary>Software version (XEP-0092).</summary>
    public static readonly XNamespace Version = "jabber:iq:version";

    /// <summary>Gateway prompt (XEP-0100).</summary>
    public static readonly XNamespace Gateway = "jabber:iq:gateway";

    /// <summary>Entity capabilities (XEP-0115).</summary>
    public static readonly XNamespace Caps = "http://jabber.org/protocol/caps";

    /// <summary>Avatar hash in presence (XEP-0153).</summary>
    public static readonly XNamespace VcardUpdate = "vcard-temp:x:update";

    /// <summary>Nickname (XEP-0172).</summary>
    public static readonly XNamespace Nick = "http://jabber.org/protocol/nick";

    /// <summary>Delivery receipts (XEP-0184).</summary>
    public static readonly XNamespace Receipts = "urn:xmpp:receipts";

    /// <summary>Blocking (XEP-0191).</summary>
    public static readonly XNamespace Blocking = "urn:xmpp:blocking";

    /// <summary>Ping (XEP-0199).</summary>
    public static readonly XNamespace Ping = "urn:xmpp:ping";

    /// <summary>Entity time (XEP-0202).</summary>
    public static readonly XNamespace Time = "urn:xmpp:time";

    /// <summary>Delayed delivery (XEP-0203).</summary>
    public static readonly XNamespace Delay = "urn:xmpp:delay";

    /// <summary>Bits of binary (XEP-0231).</summary>
    public static readonly XNamespace Bob = "urn:xmpp:bob";

    /// <summary>Direct invitations (XEP-0249).</summary>
    public static readonly XNamespace XConference = "jabber:x:conference";

    /// <summary>Thumbnails (XEP-0264).</summary>
    public static readonly XNamespace Thumbs = "urn:xmpp:thumbs:1";

    /// <summary>Carbons (XEP-0280).</summary>
    public static readonly XNamespace Carbons = "urn:xmpp:carbons:2";

    /// <summary>Forwarded stanzas (XEP-0297).</summary>
    public static readonly XNamespace Forward = "urn:xmpp:forward:0";

    /// <summary>Hashes (XEP-0300).</summary>
    public static readonly XNamespace Hashes = "urn:xmpp:hashes:2";

    /// <summary>Corrections (XEP-0308).</summary>
    public static readonly XNamespace Correct = "urn:xmpp:message-correct:0";

    /// <summary>Message archive (XEP-0313).</summary>
    public static readonly XNamespace Mam = "urn:xmpp:mam:2";

    /// <summary>Feature: more queries of an archive (XEP-0313).</summary>
    public static readonly XNamespace MamExtended = "urn:xmpp:mam:2#extended";

    /// <summary>Hats (XEP-0317).</summary>
    public static readonly XNamespace Hats = "urn:xmpp:hats:0";

    /// <summary>Idle time in presence (XEP-0319).</summary>
    public static readonly XNamespace Idle = "urn:xmpp:idle:1";

    /// <summary>Chat markers (XEP-0333).</summary>
    public static readonly XNamespace Markers = "urn:xmpp:chat-markers:0";

    /// <summary>Processing hints (XEP-0334).</summary>
    public static readonly XNamespace Hints = "urn:xmpp:hints";

    /// <summary>Privileged entities (XEP-0356).</summary>
    public static readonly XNamespace Privilege = "urn:xmpp:privilege:2";

    /// <summary>Privileged entities before messages could carry IQs (XEP-0356 version 0.3), as ejabberd has it.</summary>
    public static readonly XNamespace PrivilegeOne = "urn:xmpp:privilege:1";

    /// <summary>Stanza and origin ids (XEP-0359).</summary>
    public static readonly XNamespace Sid = "urn:xmpp:sid:0";

    /// <summary>HTTP upload (XEP-0363).</summary>
    public static readonly XNamespace HttpUpload = "urn:xmpp:http:upload:0";

    /// <summary>Explicit encryption (XEP-0380).</summary>
    public static readonly XNamespace Eme = "urn:xmpp:eme:0";

    /// <summary>OMEMO, first version (XEP-0384).</summary>
    public static readonly XNamespace Omemo = "eu.siacs.conversations.axolotl";

    /// <summary>OMEMO, second version (XEP-0384).</summary>
    public static readonly XNamespace Omemo2 = "urn:xmpp:omemo:2";

    /// <summary>OpenPGP (XEP-0373).</summary>
    public static readonly XNamespace OpenPgp = "urn:xmpp:openpgp:0";

    /// <summary>OpenPGP, first version (XEP-0027).</summary>
    public static readonly XNamespace LegacyPgp = "jabber:x:encrypted";

    /// <summary>Stateless inline media (XEP-0385).</summary>
    public static readonly XNamespace Sims = "urn:xmpp:sims:1";

    /// <summary>Descriptions of what is elsewhere (RDF, for XEP-0511).</summary>
    public static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    /// <summary>What a web page says of itself (Open Graph, for XEP-0511).</summary>
    public static readonly XNamespace OpenGraph = "https://ogp.me/ns#";

    /// <summary>References (XEP-0372).</summary>
    public static readonly XNamespace Reference = "urn:xmpp:reference:0";

    /// <summary>Message styling (XEP-0393).</summary>
    public static readonly XNamespace Styling = "urn:xmpp:styling:0";

    /// <summary>Bookmarks (XEP-0402).</summary>
    public static readonly XNamespace Bookmarks = "urn:xmpp:bookmarks:1";

    /// <summary>Occupant ids (XEP-0421).</summary>
    public static readonly XNamespace OccupantId = "urn:xmpp:occupant-id:0";

    /// <summary>Retraction (XEP-0424).</summary>
    public static readonly XNamespace Retract = "urn:xmpp:message-retract:1";

    /// <summary>Moderation (XEP-0425).</summary>
    public static readonly XNamespace Moderate = "urn:xmpp:message-moderate:1";

    /// <summary>Fallback texts (XEP-0428).</summary>
    public static readonly XNamespace Fallback = "urn:xmpp:fallback:0";

    /// <summary>Reactions (XEP-0444).</summary>
    public static readonly XNamespace Reactions = "urn:xmpp:reactions:0";

    /// <summary>The form that limits reactions (XEP-0444).</summary>
    public static readonly XNamespace ReactionRestrictions = "urn:xmpp:reactions:0:restrictions";

    /// <summary>File metadata (XEP-0446).</summary>
    public static readonly XNamespace FileMetadata = "urn:xmpp:file:metadata:0";

    /// <summary>Stateless file sharing (XEP-0447).</summary>
    public static readonly XNamespace Sfs = "urn:xmpp:sfs:0";

    /// <summary>Messages that add to others (XEP-0367).</summary>
    public static readonly XNamespace Attaching = "urn:xmpp:message-attaching:1";

    /// <summary>URLs of shared files (XEP-0103).</summary>
    public static readonly XNamespace UrlData = "http://jabber.org/protocol/url-data";

    /// <summary>Replies (XEP-0461).</summary>
    public static readonly XNamespace Reply = "urn:xmpp:reply:0";

    /// <summary>Displayed markers of one's own devices (XEP-0490).</summary>
    public static readonly XNamespace MdsDisplayed = "urn:xmpp:mds:displayed:0";

    /// <summary>Feature: takes no replies (XEP-0506).</summary>
    public static readonly XNamespace NoReply = "urn:xmpp:noreply:0";
}
