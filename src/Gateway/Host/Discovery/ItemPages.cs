using System.Xml.Linq;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Discovery;

/// <summary>Cuts long lists of items into pages (XEP-0059). Pure.</summary>
internal static class ItemPages
{
    /// <summary>The most items of one answer, also for who asks for no page: a longer answer might be more than a server takes.</summary>
    public const int MaxPage = 500;

    /// <summary>Whether a request goes on with no page that was seen before.</summary>
    public static bool IsBeginning(Rsm.Request? request) => request is null or { After: null, Before: null or "", Index: null or 0 };

    /// <summary>The page that is asked for; null when it starts from an item that is not in the list.</summary>
    public static XElement? Cut(IReadOnlyList<Disco.Item> items, Rsm.Request? request)
    {
        if (request is null && items.Count <= MaxPage)
        {
            return Disco.BuildItems(items);
        }

        var max = Math.Clamp(request?.Max ?? MaxPage, 0, MaxPage);
        var start = 0;
        if (request?.After is { } after)
        {
            start = IndexOf(items, after) + 1;
        }
        else if (request?.Before is { } before)
        {
            var end = before.Length == 0 ? items.Count : IndexOf(items, before);
            start = Math.Max(0, end - max);
            max = Math.Min(max, end - start);
            if (end < 0)
            {
                return null;
            }
        }
        else if (request?.Index is { } index)
        {
            start = Math.Clamp(index, 0, items.Count);
        }

        if (request?.After is not null && start == 0)
        {
            return null;
        }

        var page = items.Skip(start).Take(max).ToList();
        var first = page.Count == 0 ? null : page[0].Jid.ToString();
        var last = page.Count == 0 ? null : page[^1].Jid.ToString();
        return Disco.BuildItems(page, null, Rsm.BuildResult(first, last, items.Count, page.Count == 0 ? null : start));
    }

    private static int IndexOf(IReadOnlyList<Disco.Item> items, string id)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i].Jid.ToString() == id)
            {
                return i;
            }
        }

        return -1;
    }
}
