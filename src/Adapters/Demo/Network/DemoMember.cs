namespace Bridge.Adapters.Demo;

/// <summary>Somebody in a group, on the network's side.</summary>
/// <param name="Contact">Their id as a contact.</param>
/// <param name="Name">Their name in the group.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Account">Their account, when they are not one of the network's own people.</param>
internal sealed record DemoMember(string Contact, string Name, MemberRole Role, DemoAccount? Account = null)
{
    /// <summary>The member as the contract has it, seen from an account.</summary>
    public Member SeenBy(DemoAccount viewer) => new(new ContactId(Contact), Name, Role) { IsSelf = Account == viewer, Address = $"{Contact}@demo" };
}
