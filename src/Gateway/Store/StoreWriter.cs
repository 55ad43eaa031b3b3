using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Bridge.Store;

/// <summary>
/// The one writer of the database: a thread with a connection of its own. What has gathered is written in one transaction, in the
/// order in which it was posted; what fails is undone alone. Posting never waits.
/// </summary>
public sealed partial class StoreWriter : IAsyncDisposable
{
    private const int FullBatch = 4096, RestFactor = 4;

    private static readonly TimeSpan MaxGatherTime = TimeSpan.FromMilliseconds(40);

    /// <summary>How much gathering a pause saves up: what comes in a burst no longer than this is not held back.</summary>
    private static readonly TimeSpan Credit = TimeSpan.FromMilliseconds(8);

    /// <summary>How long what is owed waits for other work before it is tried by itself, milliseconds.</summary>
    private const int OwedPause = 1000;

    private readonly object _gate = new();
    private readonly StoreTransaction _store;
    private readonly ILogger _logger;
    private readonly TimeSpan _gatherTime;
    private readonly string _path;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<StoreWork> _owed = [];
    private List<StoreWork> _gathering = [], _writing = [];
    private volatile StoreException? _fault;
    private long _due;
    private bool _idle, _hurry, _closing;

    /// <param name="connection">Open, and owned by the writer from now on.</param>
    /// <param name="path">The database file, for messages.</param>
    /// <param name="gatherTime">See <see cref="StoreOptions.GatherTime"/>.</param>
    /// <param name="logger">For failures nobody waits for.</param>
    internal StoreWriter(SqliteConnection connection, string path, TimeSpan gatherTime, ILogger logger)
    {
        _store = new StoreTransaction(connection);
        _path = path;
        _gatherTime = gatherTime;
        _logger = logger;
        new Thread(Run) { IsBackground = true, Name = "store writer" }.Start();
    }

    /// <summary>Why nothing can be written (a full disk, a damaged file); null from the next transaction on that changes something.</summary>
    public StoreException? Fault => _fault;

    /// <summary>Hands over work and does not wait; <see cref="StoreWork.Committed"/> or <see cref="StoreWork.Failed"/> tells the end.</summary>
    /// <exception cref="ObjectDisposedException">The writer is closed.</exception>
    public void Post(StoreWork work)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing, this);
            _gathering.Add(work);
            // A writer that is busy or gathering finds the work by itself.
            if (_idle || _gathering.Count == FullBatch)
                Monitor.Pulse(_gate);
        }
    }

    /// <summary>Hands over work and does not wait; a failure is logged. The rules of <see cref="StoreWork.Write"/> apply.</summary>
    /// <exception cref="ObjectDisposedException">The writer is closed.</exception>
    public void Post(Action<StoreTransaction> write) => Post(new PostedWork(write, null, this));

    /// <summary>The same for what other work relies on, see <see cref="StoreWork.IsOwed"/>.</summary>
    /// <param name="write">The work.</param>
    /// <param name="refused">Called when it can never be written.</param>
    internal void PostOwed(Action<StoreTransaction> write, Action refused) => Post(new PostedWork(write, refused, this));

    /// <summary>Does work and waits until it is committed. The rules of <see cref="StoreWork.Write"/> apply.</summary>
    /// <param name="write">The work.</param>
    /// <param name="stop">Ends the waiting, not the work.</param>
    /// <returns>Ends when it is committed, or with what the work threw, or with a <see cref="StoreException"/>.</returns>
    public Task RunAsync(Action<StoreTransaction> write, CancellationToken stop) =>
        RunAsync(store =>
        {
            write(store);
            return true;
        }, stop);

    /// <inheritdoc cref="RunAsync(Action{StoreTransaction}, CancellationToken)"/>
    public Task<T> RunAsync<T>(Func<StoreTransaction, T> write, CancellationToken stop) => RunAsync(write, null, stop);

    /// <summary>The same, with something to do after the commit in the order of commits, such as filling a cache.</summary>
    internal Task<T> RunAsync<T>(Func<StoreTransaction, T> write, Action<T>? committed, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        var work = new AwaitedWork<T>(write, committed);
        Post(work);
        return stop.CanBeCanceled ? work.Completion.WaitAsync(stop) : work.Completion;
    }

    /// <summary>Gives up what the connection keeps of the database in memory and has not changed; it is read again when it is needed.</summary>
    /// <exception cref="ObjectDisposedException">The writer is closed.</exception>
    public void Release() => Post(static store => store.Prepare("PRAGMA shrink_memory").Run());

    /// <summary>Waits until all that was posted before is committed or has failed. Does not wait for more to gather.</summary>
    public Task FlushAsync(CancellationToken stop)
    {
        lock (_gate)
        {
            if (_closing)
                return _ended.Task.WaitAsync(stop);
            var done = RunAsync(static _ => { }, stop);
            _hurry = true;
            Monitor.Pulse(_gate);
            return done;
        }
    }

    /// <summary>Writes what was posted, then closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closing = true;
            Monitor.Pulse(_gate);
        }
        await _ended.Task;
    }

    private void Run()
    {
        while (Gather())
        {
            var start = Stopwatch.GetTimestamp();
            Write(_writing);
            _due = NextDue(start);
            _writing.Clear();
        }
        if (_owed.Count > 0)
            Write(_writing);
        _store.Close();
        _ended.SetResult();
    }

    // Takes what was posted. What comes after a pause goes at once, so that a lone message, or one to many, is not late; under load the
    // next transaction starts later, and later still when there is much to write: a page is written once for all rows
    // that a transaction puts into it, so that fewer and larger ones cost less.
    private bool Gather()
    {
        lock (_gate)
        {
            while (_gathering.Count == 0)
            {
                if (_closing)
                    return false;
                _idle = true;
                var isPosted = Monitor.Wait(_gate, _owed.Count > 0 ? OwedPause : Timeout.Infinite);
                _idle = false;
                if (!isPosted)
                    break;
            }
            var isGathered = false;
            while (!_hurry && !_closing && _gathering.Count < FullBatch)
            {
                var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), _due);
                if (left <= TimeSpan.Zero)
                    break;
                isGathered = true;
                Monitor.Wait(_gate, Math.Max(1, (int)Math.Ceiling(left.TotalMilliseconds)));
            }
            if (!isGathered)
                Settle();
            _hurry = false;
            (_gathering, _writing) = (_writing, _gathering);
        }
        return true;
    }

    // A line for many comes as one piece of work for each, from threads that this one must not push aside where there are few cores: it
    // lets them go first while more comes. With a core to itself it goes on at once. Under the lock, which it gives up meanwhile.
    private void Settle()
    {
        for (var seen = -1; seen != _gathering.Count && !_hurry && !_closing && seen < FullBatch;)
        {
            seen = _gathering.Count;
            Monitor.Exit(_gate);
            Thread.Yield();
            Monitor.Enter(_gate);
        }
    }

    private long NextDue(long start)
    {
        var rest = Stopwatch.GetElapsedTime(start) * RestFactor;
        var gather = _gatherTime == TimeSpan.Zero || rest < _gatherTime ? _gatherTime : rest < MaxGatherTime ? rest : MaxGatherTime;
        return Math.Max(_due, start - Ticks(Credit)) + Ticks(gather);
    }

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
