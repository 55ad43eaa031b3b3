using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Discovery;

/// <summary>One kind of entity.</summary>
/// <param name="Info">What it is and can do.</param>
internal sealed record EntityProfile(Disco.Info Info)
{
    /// <summary>The hash of <see cref="Info"/>.</summary>
    public string Ver { get; } = Caps.Ver(Info);

    /// <summary>The answer to disco#info without a node.</summary>
    public PreparedContent Query { get; } = new(Disco.BuildInfo(Info));
}
