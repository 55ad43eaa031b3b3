using Bridge.Adapters;

namespace Bridge.Conformance;

/// <summary>
/// An adapter, and the other side of its network under the test's control: a scripted server, or a real one on loopback with a client of
/// its own. Each fact gets a fixture of its own, so nothing is left over from another.
/// </summary>
public interface IAdapterFixture : IAsyncDisposable
{
    /// <summary>What cannot be done here, and why, in a sentence; empty when there is nothing.</summary>
    IReadOnlyDictionary<Ability, string> Cannot { get; }

    /// <summary>The account that the facts use. The other side lets it in.</summary>
    SessionContext Account { get; }

    /// <summary>Somebody on the other side who takes every message and answers nothing by themselves that looks like what was said.</summary>
    ContactId Contact { get; }

    /// <summary>A group with at least one other member, which the account is not in; used when <see cref="Ability.Groups"/> is there.</summary>
    ChatId Group => throw new NotSupportedException("The fixture has no group.");

    /// <summary>A group that does not let the account in.</summary>
    ChatId RefusedGroup => throw new NotSupportedException("The fixture has no such group.");

    /// <summary>A chat to which every message is refused.</summary>
    ChatId RefusingChat => throw new NotSupportedException("The fixture has no such chat.");

    /// <summary>Addresses of the network, of every kind and of the strangest form that it allows.</summary>
    IReadOnlyList<NetworkAddress> Addresses { get; }

    /// <summary>How long to wait for what must come.</summary>
    TimeSpan Patience => TimeSpan.FromSeconds(10);

    /// <summary>How often the adapter has connected so far, or tried to.</summary>
    int Connections => throw new NotSupportedException("The fixture does not count.");

    /// <summary>Starts the other side.</summary>
    Task StartAsync(CancellationToken stop);

    /// <summary>Makes the adapter anew, for the same other side: what a restart of the gateway does.</summary>
    INetworkAdapter CreateAdapter();

    /// <summary><see cref="Contact"/> says something to the connected account.</summary>
    Task SayAsync(string text, CancellationToken stop);

    /// <summary>A member other than the account says something in <see cref="Group"/>.</summary>
    Task SayInGroupAsync(string text, CancellationToken stop) => throw new NotSupportedException("The fixture has no group.");

    /// <summary>The texts that the other side has received from the account in a chat so far, oldest first; a message in several pieces as several.</summary>
    Task<IReadOnlyList<string>> ReceivedAsync(ChatId chat, CancellationToken stop);

    /// <summary>Somebody of this name comes into <see cref="Group"/>.</summary>
    Task MemberJoinsAsync(string name, CancellationToken stop) => throw new NotSupportedException("The fixture's members stay.");

    /// <summary>Who came by <see cref="MemberJoinsAsync"/> leaves <see cref="Group"/>.</summary>
    Task MemberLeavesAsync(string name, CancellationToken stop) => throw new NotSupportedException("The fixture's members stay.");

    /// <summary>Breaks the account's connection, as a network does that falls over.</summary>
    Task DropConnectionAsync(CancellationToken stop) => throw new NotSupportedException("The fixture cannot break connections.");

    /// <summary>Makes the last message the account was sent come again.</summary>
    Task RepeatLastAsync(CancellationToken stop) => throw new NotSupportedException("The fixture cannot repeat.");

    /// <summary>Makes something go wrong from now on.</summary>
    Task ArmAsync(Fault fault, CancellationToken stop) => throw new NotSupportedException("The fixture has no faults.");
}
