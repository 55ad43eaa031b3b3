using Bridge.Adapters.Demo;

namespace Bridge.Adapters.Tests.Demo;

/// <summary>The demo network where accounts are made by logging in.</summary>
public sealed class DemoLoginFixture : DemoFixture
{
    private const string Name = "romeo-at-work";

    protected override string AccountName => Name;

    public override SessionContext Account { get; } = new()
    {
        User = "romeo@example.org",
        Account = new AccountKey(Name),
        Credentials = new Dictionary<string, string> { [DemoCredentials.UserName] = Name, [DemoCredentials.Password] = "demo" },
        PreferredName = "romeo",
    };

    protected override (string, string)[] Settings => [("RequireLogin", "true")];
}
