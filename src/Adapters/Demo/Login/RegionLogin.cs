namespace Bridge.Adapters.Demo;

/// <summary>Asks where the account lives. Shows a choice step.</summary>
internal sealed class RegionLogin(DemoSettings settings, string user) : ILoginProcess
{
    private static readonly LoginChoice Regions = new("region", [("europe", "Europe"), ("asia", "Asia"), ("moon", "The Moon")])
    { Instructions = "Where is your account?" };

    /// <summary>The flow as the descriptor offers it.</summary>
    public static LoginFlow Flow { get; } = new("region", "By region, without a password");

    /// <inheritdoc/>
    public Task<LoginStep> StartAsync(CancellationToken stop) => Task.FromResult<LoginStep>(Regions);

    /// <inheritdoc/>
    /// <exception cref="NetworkException">The Moon: a login that fails for good ends with an exception, not with another step.</exception>
    public Task<LoginStep> ContinueAsync(IReadOnlyDictionary<string, string> values, CancellationToken stop) =>
        values.GetValueOrDefault("region") switch
        {
            "moon" => throw new NetworkException(NetworkError.Forbidden, "Nobody on the Moon may log in today.") { Code = "demo.moon" },
            "europe" or "asia" => Task.FromResult<LoginStep>(DemoCredentials.Done(user, settings)),
            _ => Task.FromResult<LoginStep>(Regions with { Error = "Please choose one of the regions." }),
        };

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
