namespace Bridge.Store;

/// <summary>
/// A piece of work for <see cref="StoreWriter"/>. All its methods are called on the writer's thread: they must be quick and wait for
/// nothing. One object for each piece of work costs less than a delegate and a task.
/// </summary>
public abstract class StoreWork
{
    /// <summary>
    /// Whether other work relies on it. When the database itself fails it is kept, and written in the next transaction before all that was
    /// posted later; one is tried every second. Nothing bounds how much is kept: for what is rare.
    /// </summary>
    public virtual bool IsOwed => false;

    /// <summary>
    /// Writes. It may be called a second time, after the first was undone because of other work in the same transaction: so it
    /// changes the database, notes results in its own fields, and does nothing else. What it throws undoes this work only.
    /// </summary>
    public abstract void Write(StoreTransaction store);

    /// <summary>It was undone because the database itself fails, is owed, and will be written again. Must not throw.</summary>
    public virtual void Kept()
    {
    }

    /// <summary>The transaction is committed. Called once, in the order in which work was posted. Must not throw.</summary>
    public virtual void Committed()
    {
    }

    /// <summary>The work was undone and will not be tried again. Called once instead of <see cref="Committed"/>. Must not throw.</summary>
    /// <param name="cause">What <see cref="Write"/> threw; a <see cref="StoreException"/> when the database itself fails.</param>
    public virtual void Failed(Exception cause)
    {
    }
}
