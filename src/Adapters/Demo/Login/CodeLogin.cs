namespace Bridge.Adapters.Demo;

/// <summary>Shows a code for another device and waits for it. Shows a display step; the wait ends when the code is scanned, or by itself.</summary>
internal sealed class CodeLogin(DemoNetwork network, DemoSettings settings, string user) : ILoginProcess
{
    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(2);
    private readonly TaskCompletionSource _scanned = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _code;

    /// <summary>The flow as the descriptor offers it.</summary>
    public static LoginFlow Flow { get; } = new("code", "By a code on your telephone");

    /// <inheritdoc/>
    public Task<LoginStep> StartAsync(CancellationToken stop)
    {
        _code = network.ShowLoginCode(_scanned);
        return Task.FromResult<LoginStep>(new LoginDisplay(_code)
        {
            AsQrCode = true,
            Expires = network.Time.GetUtcNow() + Validity,
            Instructions = "Scan this with your telephone. If you have none that knows this network, wait a moment.",
        });
    }

    /// <inheritdoc/>
    public async Task<LoginStep> ContinueAsync(IReadOnlyDictionary<string, string> values, CancellationToken stop)
    {
        try
        {
            await _scanned.Task.WaitAsync(settings.ScanDelay, network.Time, stop);
        }
        catch (TimeoutException)
        {
            // Nobody has a telephone for this network, so that patience counts as a scan.
        }

        return DemoCredentials.Done(user, settings);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_code is not null)
            network.WithdrawLoginCode(_code);

        return ValueTask.CompletedTask;
    }
}
