namespace Bridge.Adapters.Demo;

/// <summary>What a login leaves behind and a session finds again.</summary>
internal static class DemoCredentials
{
    /// <summary>The key of the account's name.</summary>
    public const string UserName = "username";

    /// <summary>The key of the password.</summary>
    public const string Password = "password";

    /// <summary>The last step of every flow. The account is called by its name, without the mark that separates it in addresses.</summary>
    public static LoginDone Done(string name, DemoSettings settings) => new(
        new AccountKey(name.Replace(DemoAddressCodec.AccountMark, '=')),
        name,
        new Dictionary<string, string> { [UserName] = name, [Password] = settings.Password });
}
