namespace Bridge.Adapters.Demo;

/// <summary>What a login leaves behind and a session finds again.</summary>
internal static class DemoCredentials
{
    /// <summary>The key of the account's name.</summary>
    public const string UserName = "username";

    /// <summary>The key of the password.</summary>
    public const string Password = "password";

    /// <summary>The last step of every flow. The account key is empty: one account for each user.</summary>
    public static LoginDone Done(string name, DemoSettings settings) => new(
        new AccountKey(""),
        name,
        new Dictionary<string, string> { [UserName] = name, [Password] = settings.Password });
}
