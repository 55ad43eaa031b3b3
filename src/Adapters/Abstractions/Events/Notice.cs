namespace Bridge.Adapters;

/// <summary>
/// Something for the user to read that has no record of its own: a server's notice, an unknown kind of event. Stored before it is delivered. One of a group is
/// told in it, one of a person in the chat with them if there is one just now and nothing went wrong; all others come from the account's own address.
/// </summary>
/// <param name="Text">The text.</param>
public sealed record Notice(string Text) : NetworkEvent
{
    /// <summary>A stable code, for example <c>irc.372</c>, or null.</summary>
    public string? Code { get; init; }

    /// <summary>True when something went wrong.</summary>
    public bool IsError { get; init; }
}
