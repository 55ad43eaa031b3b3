// Each test starts servers of its own; several at once would only wait for the same few cores.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
