namespace Bridge.Store;

internal enum JournalOperationKind
{
    Receive,
    Restore,
    Accept,
    Change,
    FinishOutbox,
    FinishInbox,
    Flush,
}
