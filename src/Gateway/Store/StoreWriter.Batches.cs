using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Bridge.Store;

// One transaction for a batch, and what becomes of work that fails. On the writer's thread only.
public sealed partial class StoreWriter
{
    private void Write(List<StoreWork> batch)
    {
        batch.InsertRange(0, _owed);
        _owed.Clear();
        if (TryWrite(batch, 0, batch.Count, out var cause))
            return;
        var next = 0;
        for (; next < batch.Count && cause is not StoreException; next++)
        {
            // With one piece there is nobody else to blame.
            if (batch.Count > 1 && TryWrite(batch, next, 1, out cause))
                continue;
            if (cause is StoreException)
                break;
            Tell(batch[next], cause!);
        }
        // The database itself fails: each piece alone would fail as well, and take its time to.
        foreach (var work in batch.Skip(next))
        {
            if (work.IsOwed)
            {
                work.Kept();
                _owed.Add(work);
            }
            else
            {
                Tell(work, cause);
            }
        }
    }

    private bool TryWrite(List<StoreWork> batch, int start, int count, out Exception? cause)
    {
        try
        {
            Begin();
            var changes = _store.Changes;
            for (var i = start; i < start + count; i++)
                batch[i].Write(_store);
            _store.Commit();
            // What only reads says nothing of the disk.
            if (_store.Changes != changes)
                _fault = null;
        }
        catch (Exception e)
        {
            cause = Undo(e);
            return false;
        }
        cause = null;
        for (var i = start; i < start + count; i++)
            Tell(batch[i], null);
        return true;
    }

    // Somebody at the database with a shell is a reason to wait, not to lose what was accepted.
    private void Begin()
    {
        while (true)
        {
            try
            {
                _store.Begin();
                return;
            }
            catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_BUSY && !Volatile.Read(ref _closing))
            {
                LogBusy(_logger, _path);
            }
        }
    }

    private Exception Undo(Exception cause)
    {
        try
        {
            _store.End();
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, or the next transaction tells what is wrong.
        }
        if (cause is not SqliteException failure || !StoreFault.IsOfDatabase(failure))
            return cause;
        var fault = StoreFault.Explain(failure, _path);
        if (_fault is null)
        {
            LogFault(_logger, fault.Message);
            LogFaultDetails(_logger, failure);
        }
        return _fault = fault;
    }

    private void Tell(StoreWork work, Exception? cause)
    {
        try
        {
            if (cause is null)
                work.Committed();
            else
                work.Failed(cause);
        }
        catch (Exception e)
        {
            // One listener's mistake must not end the writer for all.
            LogListener(_logger, work.GetType().Name, e);
        }
    }

    /// <summary>Logs that something can never be written.</summary>
    internal void Refused(Exception cause) => LogRefused(_logger, cause);

    [LoggerMessage(EventId = 3100, Level = LogLevel.Warning, Message = "The database {Path} is locked by another program; waiting")]
    private static partial void LogBusy(ILogger logger, string path);

    [LoggerMessage(EventId = 3101, Level = LogLevel.Error, Message = "Nothing can be written: {Reason}")]
    private static partial void LogFault(ILogger logger, string reason);

    [LoggerMessage(EventId = 3105, Level = LogLevel.Debug, Message = "Where the database failed")]
    private static partial void LogFaultDetails(ILogger logger, Exception cause);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Error, Message = "A write was refused and undone")]
    private static partial void LogRefused(ILogger logger, Exception cause);

    [LoggerMessage(EventId = 3103, Level = LogLevel.Error, Message = "{Work} failed after its write")]
    private static partial void LogListener(ILogger logger, string work, Exception cause);

    private sealed class PostedWork(Action<StoreTransaction> write, Action? refused, StoreWriter writer) : StoreWork
    {
        public override bool IsOwed => refused is not null;

        public override void Write(StoreTransaction store) => write(store);

        public override void Failed(Exception cause)
        {
            writer.Refused(cause);
            refused?.Invoke();
        }
    }

    private sealed class AwaitedWork<T>(Func<StoreTransaction, T> write, Action<T>? committed) : StoreWork
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T _result = default!;

        public Task<T> Completion => _done.Task;

        public override void Write(StoreTransaction store) => _result = write(store);

        public override void Committed()
        {
            committed?.Invoke(_result);
            _done.TrySetResult(_result);
        }

        public override void Failed(Exception cause) => _done.TrySetException(cause);
    }
}
