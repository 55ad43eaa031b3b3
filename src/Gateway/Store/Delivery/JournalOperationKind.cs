namespace Bridge.Store;

internal enum JournalOperationKind
{
    Receive,
    Restore,
    Accept,
    Change,
    Notice,
    FinishOutbox,
    FinishInbox,
    DiscardOutbox,
    DiscardInbox,
    Map,
    Archive,
    ReadHistory,
    React,
    LookUp,
    Move,
    Flush,
}
