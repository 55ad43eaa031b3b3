using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>The IRC servers that a scenario is played on.</summary>
public enum IrcKind
{
    /// <summary>InspIRCd: IRCv3.</summary>
    Inspircd,

    /// <summary>ngIRCd: no IRCv3 at all.</summary>
    Ngircd,
}

internal static class IrcKindExtensions
{
    public static IrcServer Create(this IrcKind kind) => kind == IrcKind.Inspircd ? new InspircdServer() : new NgircdServer();
}
