namespace Bridge.Adapters.Irc;

/// <summary>The questions that wait for answers. One of a kind at a time: answers do not say which question they belong to.</summary>
internal sealed class RequestTable(IrcState state)
{
    private const int MaxAside = 8;

    // Not disposed: they hold nothing, and who waits for an answer when the connection ends gives the turn back after that.
    private SemaphoreSlim? _commands;
    private SemaphoreSlim? _queries;
    private Request[] _open = [];
    private NetworkException? _closed;
    private (BarrierRequest Request, Task Passed)? _barrier;
    private int _barriers;
    private int _aside;

    internal bool IsEmpty => _open.Length == 0;

    /// <summary>Whether somebody is shown all that the server says now.</summary>
    internal bool IsOverheard => Volatile.Read(ref _open).Any(static x => x.IsOverhearing);

    internal string NewBarrier() => "bridge-" + Interlocked.Increment(ref _barriers);

    internal Task<T> CommandAsync<T>(RequestOf<T> request, Action<OutputBuffer> write, TimeSpan timeout, CancellationToken stop) =>
        RunAsync(TurnOf(ref _commands), request, write, timeout, stop);

    internal Task<T> QueryAsync<T>(RequestOf<T> request, Action<OutputBuffer> write, TimeSpan timeout, CancellationToken stop) =>
        RunAsync(TurnOf(ref _queries), request, write, timeout, stop);

    /// <summary>
    /// A question whose answer may never come and says what it belongs to: it keeps no other waiting, and in the flood limit all else goes first. A few at a
    /// time, because there are clients that ask everybody who comes into a room.
    /// </summary>
    internal async Task<T> AskAsideAsync<T>(RequestOf<T> request, Action<OutputBuffer> write, TimeSpan timeout, CancellationToken stop)
    {
        try
        {
            if (Interlocked.Increment(ref _aside) > MaxAside)
                throw new NetworkException(NetworkError.Throttled, "Too many people are being asked already. Please try again later.");
            return await AskAsync(request, write, low: true, timeout, stop).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _aside);
        }
    }

    /// <summary>Completes when the server has dealt with what was written before that time, or the connection has ended.</summary>
    internal Task PassAsync(long writtenAt)
    {
        var token = NewBarrier();
        Task passed;
        lock (state.Gate)
        {
            if (_barrier is { Passed.IsCompleted: false } pending && pending.Request.AskedAt >= writtenAt)
                return pending.Passed;
            var request = new BarrierRequest(token, state.Time.GetTimestamp());
            passed = PassAsync(request);
            _barrier = (request, passed);
        }
        // Outside of the flood limit: what waits there is behind what this is about.
        state.Link.Post(output => output.Raw("PING :"u8).Text(token).End());
        return passed;
    }

    /// <summary>Shows a line to those who wait.</summary>
    internal bool Offer(in IrcLine line)
    {
        var isFailure = line.Command.SequenceEqual("FAIL"u8);
        foreach (var request in Volatile.Read(ref _open))
        {
            if (request.Offer(line, state) || (isFailure && request.OfferFailure(line, state)))
                return true;
        }
        return false;
    }

    internal void Close(NetworkException failure)
    {
        lock (state.Gate)
        {
            _closed = failure;
            foreach (var request in _open)
                request.Fail(failure);
            _open = [];
        }
    }

    private static SemaphoreSlim TurnOf(ref SemaphoreSlim? turn)
    {
        if (turn is null)
            Interlocked.CompareExchange(ref turn, new SemaphoreSlim(1, 1), null);
        return turn;
    }

    private async Task<T> RunAsync<T>(SemaphoreSlim turn, RequestOf<T> request, Action<OutputBuffer> write, TimeSpan timeout, CancellationToken stop)
    {
        await turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return await AskAsync(request, write, low: false, timeout, stop).ConfigureAwait(false);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task<T> AskAsync<T>(RequestOf<T> request, Action<OutputBuffer> write, bool low, TimeSpan timeout, CancellationToken stop)
    {
        try
        {
            if (!await state.Limiter.TakeAsync(stop, low).ConfigureAwait(false))
            {
                stop.ThrowIfCancellationRequested();
                throw new NetworkException(NetworkError.NetworkDown, "There is no connection to the server.");
            }
            Add(request);
            using var output = new OutputBuffer() { Encoding = state.Link.Outgoing };
            write(output);
            if (await state.Link.WriteAsync(output.Written).ConfigureAwait(false) != WriteOutcome.Written)
                throw new NetworkException(NetworkError.NetworkDown, "The connection to the server was lost.");
            return await request.Answer.WaitAsync(timeout, state.Time, stop).ConfigureAwait(false);
        }
        catch (TimeoutException failure)
        {
            throw new NetworkException(NetworkError.TimedOut, "The server did not answer in time.", failure);
        }
        finally
        {
            Remove(request);
        }
    }

    private async Task PassAsync(BarrierRequest request)
    {
        Add(request);
        try
        {
            await request.Answer.ConfigureAwait(false);
        }
        catch (NetworkException)
        {
            // The connection has ended: nothing more comes.
        }
        finally
        {
            Remove(request);
        }
    }

    private void Add(Request request)
    {
        lock (state.Gate)
        {
            if (_closed is not null)
                request.Fail(_closed);
            else
                _open = [.. _open, request];
        }
    }

    private void Remove(Request request)
    {
        lock (state.Gate)
        {
            _open = [.. _open.Where(x => !ReferenceEquals(x, request))];
        }
    }
}
