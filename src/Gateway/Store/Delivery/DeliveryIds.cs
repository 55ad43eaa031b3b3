using System.Globalization;

namespace Bridge.Store;

/// <summary>Ids of stanzas made from ids of deliveries: short, unique for the life of the database, and the same after a restart.</summary>
public static class DeliveryIds
{
    private const string Digits = "0123456789abcdefghijklmnopqrstuvwxyz";

    private const int Length = 14;

    private const char Incoming = 'n', Outgoing = 'x', Waiting = 'w', Own = 'o';

    /// <summary>How long the mark in <see cref="ForOwn"/> is.</summary>
    public const int MarkLength = 20;

    /// <summary>The id of what came from a network.</summary>
    public static string ForIncoming(long id) => Make(Incoming, id);

    /// <summary>The id of what came from an XMPP user.</summary>
    public static string ForOutgoing(long id) => Make(Outgoing, id);

    /// <summary>The id of the notice that it waits.</summary>
    public static string ForNotice(long id) => Make(Waiting, id);

    /// <summary>The id, in the user's own name, of what they did elsewhere, with a mark that nobody else could have made.</summary>
    /// <param name="stanzaId">What <see cref="ForIncoming"/> made.</param>
    /// <param name="mark">The mark, of <see cref="MarkLength"/> characters.</param>
    public static string ForOwn(string stanzaId, string mark) => string.Concat([Own], stanzaId.AsSpan(1), mark);

    /// <summary>Takes such an id apart.</summary>
    /// <param name="id">Any id, also one of <see cref="ForPart"/>.</param>
    /// <returns>Both arguments of <see cref="ForOwn"/>, the mark unchecked; null for any other id.</returns>
    public static (string StanzaId, string Mark)? SplitOwn(string id) =>
        id.Length >= Length + MarkLength && id[0] == Own && (id.Length == Length + MarkLength || PartBehind(id, Length + MarkLength) is not null)
            ? ($"{Incoming}{id.AsSpan(1, Length - 1)}", id.Substring(Length, MarkLength))
            : null;

    /// <summary>The id of the message of an XMPP user that a stanza id was made from; null for any other.</summary>
    public static long? ReadOutgoing(string stanzaId) => Read(stanzaId, Outgoing);

    /// <summary>The id of what came from a network that a stanza id was made from, also one of <see cref="ForOwn"/>; null for any other.</summary>
    public static long? ReadIncoming(string stanzaId) => Read(stanzaId, Incoming) ?? ReadOwn(stanzaId);

    /// <summary>The id of what came from a network that an id of <see cref="ForOwn"/> was made from; null for any other.</summary>
    public static long? ReadOwn(string id) => SplitOwn(id) is { } own ? Read(own.StanzaId, Incoming) : null;

    /// <summary>The id of one of several stanzas that are one message: the first has the message's own.</summary>
    /// <param name="stanzaId">The message's id.</param>
    /// <param name="part">Which, from 0.</param>
    public static string ForPart(string stanzaId, int part) => part == 0 ? stanzaId : $"{stanzaId}-{part.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Takes an id of <see cref="ForPart"/> apart; what is none is given back whole.</summary>
    public static (string StanzaId, int Part) ReadPart(string id)
    {
        var length = id.StartsWith(Own) ? Length + MarkLength : Length;
        return PartBehind(id, length) is { } part ? (id[..length], part) : (id, 0);
    }

    /// <summary>What <see cref="ForPart"/> has put behind an id of this length; null when it is something else.</summary>
    private static int? PartBehind(string id, int length) =>
        id.Length > length + 1 && id.Length <= length + 4 && id[length] == '-' && id[length + 1] != '0'
        && int.TryParse(id.AsSpan(length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var part)
            ? part
            : null;

    private static long? Read(string stanzaId, char kind)
    {
        if (stanzaId.Length != Length || stanzaId[0] != kind)
        {
            return null;
        }

        long id = 0;
        foreach (var character in stanzaId.AsSpan(1))
        {
            var digit = Digits.IndexOf(character, StringComparison.Ordinal);
            if (digit < 0 || id > (long.MaxValue - digit) / Digits.Length)
            {
                return null;
            }

            id = (id * Digits.Length) + digit;
        }

        return id;
    }

    private static string Make(char kind, long id) => string.Create(Length, (kind, id), static (span, value) =>
    {
        span[0] = value.kind;
        var rest = value.id;
        for (var i = span.Length - 1; i > 0; i--)
        {
            span[i] = Digits[(int)(rest % 36)];
            rest /= 36;
        }
    });
}
