using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Privileges;

/// <summary>What one server has granted on the stream that is up.</summary>
/// <param name="Permissions">What it has advertised last.</param>
internal sealed record ServerGrant(Privilege.Permissions Permissions)
{
    /// <summary>Whether it copies messages in a user's name to their clients; null while it is being asked what it is.</summary>
    public bool? MakesCopies { get; init; }

    /// <summary>What it is, when it was asked and has answered.</summary>
    public (string Name, string Version)? Software { get; init; }

    /// <summary>How many messages in users' names it has refused.</summary>
    public int Refusals { get; init; }

    /// <summary>Whether it has said that the gateway may not send them.</summary>
    public bool IsWithdrawn { get; init; }

    /// <summary>Why it says nothing in its users' names.</summary>
    public PrivilegeProblem Problem => !Permissions.OutgoingMessages ? PrivilegeProblem.NotGranted
        : IsWithdrawn ? PrivilegeProblem.Refused
        : MakesCopies == false ? PrivilegeProblem.NoCopies
        : PrivilegeProblem.None;
}
