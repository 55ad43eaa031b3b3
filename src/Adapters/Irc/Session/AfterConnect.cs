namespace Bridge.Adapters.Irc;

/// <summary>The commands that the user wants sent after each registration. Channels are joined after them.</summary>
internal sealed class AfterConnect(IrcState state)
{
    private Task _sent = Task.CompletedTask;

    /// <summary>Completes when they have been sent, or cannot be any more.</summary>
    internal Task Sent => Volatile.Read(ref _sent);

    /// <summary>Begins to send them. Before anybody is told that the session is connected.</summary>
    internal void Start() => Volatile.Write(ref _sent, SendAsync(IrcOptions.CommandsOf(state.Context.Credentials)));

    private async Task SendAsync(IReadOnlyList<string> commands)
    {
        foreach (var command in commands)
        {
            if (!await state.Limiter.TakeAsync(CancellationToken.None).ConfigureAwait(false))
                return;
            using var output = new OutputBuffer() { Encoding = state.Link.Outgoing };
            output.Text(command).End();
            if (await state.Link.WriteAsync(output.Written).ConfigureAwait(false) != WriteOutcome.Written)
                return;
        }
    }
}
