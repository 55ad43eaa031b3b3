using Bridge.Xmpp;

namespace Bridge.Gateway.Commands;

/// <summary>Who gives a command, and where.</summary>
/// <param name="User">The bare JID.</param>
/// <param name="Scope">The address it is given to.</param>
internal sealed record CommandCaller(Jid User, CommandScope Scope);
