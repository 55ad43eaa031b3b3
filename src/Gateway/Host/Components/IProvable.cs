namespace Bridge.Gateway.Components;

/// <summary>Something whose stanzas must be proved to have been read by the XMPP server before it is forgotten.</summary>
internal interface IProvable
{
    /// <summary>One of its stanzas was read by the server. Called once for each stanza; must not block or throw.</summary>
    void Proved();
}
