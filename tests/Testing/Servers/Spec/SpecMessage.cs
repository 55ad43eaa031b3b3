namespace Bridge.Testing.Servers.Spec;

/// <summary>A message that a server of the specifications keeps.</summary>
/// <param name="Id">Its <c>msgid</c>.</param>
/// <param name="At">When the server took it, to the millisecond.</param>
/// <param name="Source"><c>nick!user@host</c> of its sender.</param>
/// <param name="Command">PRIVMSG, NOTICE or TAGMSG.</param>
/// <param name="Target">Where it was sent, as the server spells it.</param>
/// <param name="ClientTags">The client-only tags that are relayed with it.</param>
/// <param name="Lines">Its text, in lines; <c>Joined</c> lines belong to the line before (<c>draft/multiline-concat</c>).</param>
public sealed record SpecMessage(
    string Id, DateTimeOffset At, string Source, string Command, string Target,
    IReadOnlyDictionary<string, string> ClientTags, IReadOnlyList<(string Text, bool Joined)> Lines)
{
    /// <summary>The nick of its sender.</summary>
    public string Nick => Source[..Source.IndexOf('!', StringComparison.Ordinal)];

    /// <summary>The combined text.</summary>
    public string Text => string.Concat(Lines.Select((line, index) => (line.Joined || index == 0 ? "" : "\n") + line.Text));

    /// <summary>Who deleted it and why, when somebody has.</summary>
    public (string Source, string? Reason)? Redaction { get; set; }
}
