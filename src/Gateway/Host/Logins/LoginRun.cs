using Bridge.Adapters;
using Bridge.Gateway.Commands;
using Bridge.Xmpp;

namespace Bridge.Gateway.Logins;

/// <summary>
/// One login on its way, whichever way it is answered. It owns the adapter's process: what is asked of it is asked one after the other, and it is
/// disposed when the login is complete, has failed, is cancelled, or nobody has answered for ten minutes.
/// </summary>
#pragma warning disable CA1001 // Neither holds anything to free: nobody asks for a wait handle, and there is no timer in them.
internal sealed class LoginRun : ICommandDialog
#pragma warning restore CA1001
{
    private readonly LoginRuns _runs;
    private readonly IReadOnlyList<LoginFlow> _flows;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _ended = new();
    private readonly ITimer _silence;
    private ILoginProcess? _process;
    private volatile bool _isOver, _isGivenUp;

    public LoginRun(LoginRuns runs, Jid user, IReadOnlyList<LoginFlow> flows)
    {
        (_runs, User, _flows) = (runs, user, flows);
        Step = LoginSteps.Choose(flows);
        _silence = runs.Network.Time.CreateTimer(_ => GiveUp(), null, LoginRuns.Patience, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Who logs in.</summary>
    public Jid User { get; }

    /// <inheritdoc/>
    public CommandStep Step { get; private set; }

    /// <inheritdoc/>
    /// <remarks>What an adapter was told cannot be taken back, so that the way back leads to the beginning.</remarks>
    public bool CanGoBack => _flows.Count > 1 && _process is not null;

    /// <inheritdoc/>
    /// <remarks>From the moment on at which it is given up, though what there is to end takes longer.</remarks>
    public bool IsOver => _isOver || _isGivenUp;

    /// <inheritdoc/>
    public CommandOutcome? Outcome { get; private set; }

    /// <inheritdoc/>
    public TimeSpan Patience => LoginRuns.Patience + TimeSpan.FromMinutes(1);

    /// <summary>Whether a form is being answered, whose answer comes before the request to subscribe.</summary>
    public bool IsByForm { get; set; }

    private CommandOutcome Going => new("") { Dialog = this };

    /// <summary>The first step: the choice of a way, where there are several.</summary>
    public Task<CommandOutcome> BeginAsync(CancellationToken stop) =>
        _flows.Count > 1 ? Task.FromResult(Going) : InTurnAsync(token => StartAsync(_flows[0], token), stop);

    /// <inheritdoc/>
    public Task<CommandOutcome> NextAsync(IReadOnlyDictionary<string, string> values, CancellationToken stop) => InTurnAsync(
        token => _process is null ? StartAsync(_flows.First(flow => flow.Id == values[LoginSteps.Flow]), token)
            : Step.Waits ? Task.FromResult(Going)
            : ContinueAsync(_process, values, token),
        stop);

    /// <inheritdoc/>
    public Task<CommandOutcome> BackAsync(CancellationToken stop) => InTurnAsync(
        async _ =>
        {
            if (_process is { } process)
            {
                _process = null;
                await _runs.DisposeAsync(process);
            }

            Step = LoginSteps.Choose(_flows);
            return Going;
        },
        stop);

    /// <inheritdoc/>
    public async Task CancelAsync()
    {
        await _ended.CancelAsync();
        await _turn.WaitAsync();
        try
        {
            await EndAsync(null);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<CommandOutcome> InTurnAsync(Func<CancellationToken, Task<CommandOutcome>> work, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            if (IsOver)
            {
                return Outcome ?? CommandOutcome.Failed(ChatTexts.GivenUp);
            }

            _silence.Change(LoginRuns.Patience, Timeout.InfiniteTimeSpan);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _ended.Token);
            return await work(either.Token);
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            return CommandOutcome.Failed(ChatTexts.Cancelled);
        }
        catch (Exception)
        {
            // Where the adapter's process stands is not known any more.
            await EndAsync(null);
            throw;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<CommandOutcome> StartAsync(LoginFlow flow, CancellationToken stop)
    {
        _process = _runs.Logins.BeginLogin(flow, User.ToString());
        // An adapter that does not heed its token is not waited for either; this goes for each of its answers.
        return await TakeAsync(_process, await _process.StartAsync(stop).WaitAsync(stop), stop);
    }

    private async Task<CommandOutcome> ContinueAsync(ILoginProcess process, IReadOnlyDictionary<string, string> values, CancellationToken stop) =>
        await TakeAsync(process, await process.ContinueAsync(values, stop).WaitAsync(stop), stop);

    private async Task<CommandOutcome> TakeAsync(ILoginProcess process, LoginStep step, CancellationToken stop)
    {
        if (step is LoginDone done)
        {
            var outcome = await _runs.CompleteAsync(this, done, stop);
            await EndAsync(outcome);
            return outcome;
        }

        Step = LoginSteps.Of(step);
        if (step is LoginDisplay display)
        {
            _runs.Tasks.Run(token => WaitAsync(process, display, token));
        }

        return Going;
    }

    /// <summary>Waits until what is shown was used on the other device, and tells the user.</summary>
    private async Task WaitAsync(ILoginProcess process, LoginDisplay display, CancellationToken stop)
    {
        var left = display.Expires is { } until ? until - _runs.Network.Time.GetUtcNow() : LoginRuns.Patience;
        using var expired = new CancellationTokenSource(TimeSpan.FromTicks(Math.Clamp(left.Ticks, 0, LoginRuns.Patience.Ticks)), _runs.Network.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, _ended.Token, expired.Token);
        LoginStep? step = null;
        CommandOutcome? failed = null;
        try
        {
            step = await process.ContinueAsync(new Dictionary<string, string>(), either.Token).WaitAsync(either.Token);
        }
        catch (NetworkException e)
        {
            failed = CommandOutcome.Failed(e.Message);
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested && expired.IsCancellationRequested)
        {
            failed = CommandOutcome.Failed("What was shown is no longer valid. Begin again to get another.");
        }
#pragma warning disable CA1031 // The user waits for an answer, whatever the adapter does.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            _runs.LogFailed(e);
            failed = CommandOutcome.Failed(ChatTexts.Failed);
        }

        if (stop.IsCancellationRequested || _ended.IsCancellationRequested)
        {
            return;
        }

        await GoOnAsync(process, step, failed, stop);
    }

    private async Task GoOnAsync(ILoginProcess process, LoginStep? step, CommandOutcome? failed, CancellationToken stop)
    {
        await _turn.WaitAsync(stop);
        try
        {
            // Somebody may have gone back meanwhile.
            if (IsOver || _process != process)
            {
                return;
            }

            _silence.Change(LoginRuns.Patience, Timeout.InfiniteTimeSpan);
            if (failed is not null)
            {
                await EndAsync(failed);
            }
            else
            {
                await TakeAsync(process, step!, stop);
            }
        }
        catch (Exception e) when (e is NetworkException or Store.StoreException)
        {
            await EndAsync(CommandOutcome.Failed(e is NetworkException ? e.Message : "The gateway cannot store anything at the moment. Please try again later."));
        }
        finally
        {
            _turn.Release();
        }

        _runs.RaiseMoved(this);
    }

    private void GiveUp()
    {
        _isGivenUp = true;
        _runs.Tasks.Run(async _ =>
        {
            await CancelAsync();
            _runs.RaiseMoved(this);
        });
    }

    /// <summary>Ends it, in its turn.</summary>
    private async Task EndAsync(CommandOutcome? outcome)
    {
        if (_isOver)
        {
            return;
        }

        Outcome = outcome;
        _isOver = true;
        await _silence.DisposeAsync();
        await _ended.CancelAsync();
        _runs.Forget(this);
        if (_process is { } process)
        {
            await _runs.DisposeAsync(process);
        }
    }
}
