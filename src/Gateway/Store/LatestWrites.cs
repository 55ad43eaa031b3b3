namespace Bridge.Store;

/// <summary>
/// The newest state of each of many things on its way into the database. Setting never waits and is written in order; what is set again before it is
/// written is written once. What cannot be written because the database fails is kept and tried again, one state for each thing. Thread-safe.
/// </summary>
/// <typeparam name="TKey">Names a thing.</typeparam>
/// <typeparam name="TState">Its state.</typeparam>
internal sealed class LatestWrites<TKey, TState>
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, Entry> _waiting = [];

    private readonly StoreWriter _writer;
    private readonly Action<StoreTransaction, TKey, TState> _write;

    /// <param name="writer">The store's writer.</param>
    /// <param name="write">Writes a state; the rules of <see cref="StoreWork.Write"/> apply.</param>
    public LatestWrites(StoreWriter writer, Action<StoreTransaction, TKey, TState> write) => (_writer, _write) = (writer, write);

    /// <summary>A thing has another state.</summary>
    /// <exception cref="ObjectDisposedException">The writer is closed.</exception>
    public void Set(TKey key, TState state)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(key, out var waiting) && !waiting.IsTaken)
            {
                waiting.State = state;
                return;
            }

            var entry = new Entry(this, key) { State = state };
            _waiting[key] = entry;
            _writer.Post(entry);
        }
    }

    private sealed class Entry(LatestWrites<TKey, TState> owner, TKey key) : StoreWork
    {
        public required TState State { get; set; }

        /// <summary>Whether it is just being written: what comes now is for another.</summary>
        public bool IsTaken { get; private set; }

        /// <summary>Unless a newer state is on its way.</summary>
        public override bool IsOwed
        {
            get
            {
                lock (owner._gate)
                {
                    return IsLatest;
                }
            }
        }

        private bool IsLatest => owner._waiting.GetValueOrDefault(key) == this;

        public override void Write(StoreTransaction store)
        {
            TState state;
            lock (owner._gate)
            {
                IsTaken = true;
                state = State;
            }

            owner._write(store, key, state);
        }

        public override void Kept()
        {
            lock (owner._gate)
            {
                IsTaken = false;
            }
        }

        public override void Committed() => Remove();

        public override void Failed(Exception cause)
        {
            Remove();
            if (cause is not StoreException)
            {
                owner._writer.Refused(cause);
            }
        }

        private void Remove()
        {
            lock (owner._gate)
            {
                if (IsLatest)
                {
                    owner._waiting.Remove(key);
                }
            }
        }
    }
}
