namespace Bridge.Adapters.Irc;

/// <summary>A message on its way, until it is known what became of it.</summary>
internal abstract class PendingSend
{
    internal TaskCompletionSource<SendResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}
