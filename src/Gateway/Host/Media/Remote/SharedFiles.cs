using System.Xml.Linq;
using Bridge.Xmpp;

namespace Bridge.Gateway.Media.Remote;

/// <summary>
/// Files that a user has described in a chat, so that where they are can be said later (XEP-0447 section 3.3): some clients do so once they are uploaded.
/// Used on the read loop alone.
/// </summary>
internal sealed class SharedFiles
{
    private const int Kept = 16, MaxId = 1_023;

    private readonly Queue<Share> _shares = new();

    /// <summary>A message with what was said before of the files that it says the place of.</summary>
    /// <param name="stanza">The message.</param>
    /// <returns>The message itself when it says no place of a file; without anything to send when the file was on its way already.</returns>
    public XElement Complete(XElement stanza)
    {
        if (stanza.Child(Ns.Attaching, "attach-to")?.Attr("id") is { } id && stanza.Child(Ns.Sfs, "sources") is { } sources)
        {
            return Attached(stanza, id, sources);
        }

        if (stanza.Id is { Length: <= MaxId } own)
        {
            foreach (var sharing in stanza.Elements(Ns.Sfs + "file-sharing").Take(Kept))
            {
                Remember(new Share(own, sharing.Attr("id"), sharing.Child(Ns.FileMetadata, "file"), sharing.Attr("disposition")) { HasSource = sharing.Child(Ns.Sfs, "sources") is not null });
            }
        }

        return stanza;
    }

    private XElement Attached(XElement stanza, string id, XElement sources)
    {
        var share = _shares.FirstOrDefault(one => one.Message == id && one.Id == sources.Attr("id"));
        if (share is { HasSource: true })
        {
            // One place more for what has been sent.
            return new XElement(stanza.Name, stanza.Attributes());
        }

        var complete = new XElement(stanza);
        complete.Child(Ns.Sfs, "sources")!.Remove();
        complete.Add(new XElement(
            Ns.Sfs + "file-sharing", share?.Disposition is { } disposition ? new XAttribute("disposition", disposition) : null, share?.File, new XElement(Ns.Sfs + "sources", sources.Elements())));
        share?.HasSource = true;
        return complete;
    }

    private void Remember(Share share)
    {
        if (_shares.Count == Kept)
        {
            _shares.Dequeue();
        }

        _shares.Enqueue(share with { File = share.File is null ? null : new XElement(share.File) });
    }

    private sealed record Share(string Message, string? Id, XElement? File, string? Disposition)
    {
        public bool HasSource { get; set; }
    }
}
