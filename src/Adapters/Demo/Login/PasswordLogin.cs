namespace Bridge.Adapters.Demo;

/// <summary>A name and a password, then a second factor for the careful. Shows input steps, and how a wrong answer is asked again.</summary>
internal sealed class PasswordLogin(DemoSettings settings) : ILoginProcess
{
    private const string Code = "123456";

    private static readonly LoginInput Credentials = new(
    [
        new LoginField("username", "User name"),
        new LoginField("password", "Password") { Secret = true },
    ])
    { Instructions = "Any name will do. The password is “demo” unless the operator chose another." };

    private static readonly LoginInput SecondFactor = new([new LoginField("code", "Code") { Secret = true }])
    { Instructions = $"Names that begin with “careful” are asked for a code as well. It is {Code}." };

    private string? _name;

    /// <summary>The flow as the descriptor offers it; its first step is known beforehand, so that old clients can show it (XEP-0077).</summary>
    public static LoginFlow Flow { get; } = new("password", "User name and password") { FirstInput = Credentials };

    /// <inheritdoc/>
    public Task<LoginStep> StartAsync(CancellationToken stop) => Task.FromResult<LoginStep>(Credentials);

    /// <inheritdoc/>
    public Task<LoginStep> ContinueAsync(IReadOnlyDictionary<string, string> values, CancellationToken stop) =>
        Task.FromResult(_name is null ? CheckPassword(values) : CheckCode(values, _name));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private LoginStep CheckPassword(IReadOnlyDictionary<string, string> values)
    {
        var name = values.GetValueOrDefault("username", "").Trim().ToLowerInvariant();
        if (name.Length is 0 or > 100)
            return Credentials with { Error = "Please choose a name of at most 100 characters." };

        if (name.Contains(DemoAddressCodec.AccountMark, StringComparison.Ordinal))
            return Credentials with { Error = $"Please choose a name without “{DemoAddressCodec.AccountMark}”." };

        if (values.GetValueOrDefault("password") != settings.Password)
            return Credentials with { Error = "That is not the password." };

        if (!name.StartsWith("careful", StringComparison.Ordinal))
            return Done(name);

        _name = name;
        return SecondFactor;
    }

    private LoginStep CheckCode(IReadOnlyDictionary<string, string> values, string name)
    {
        LoginStep again = SecondFactor with { Error = "That is not the code." };
        return values.GetValueOrDefault("code") == Code ? Done(name) : again;
    }

    private LoginDone Done(string name) => DemoCredentials.Done(name, settings);
}
