using System.Text;

namespace Bridge.Adapters.Irc;

/// <summary>Leaves channels, several with each line where the reason is the same.</summary>
internal sealed class PartLines(IrcState state) : SharedLines<PartLines.Leaving>(state)
{
    private const int MaxTargets = 10;
    private const int MaxNames = 180;

    /// <summary>Completes when it has gone.</summary>
    /// <param name="channel">The channel's name.</param>
    /// <param name="reason">A line of at most 300 bytes; may be empty.</param>
    /// <param name="stop">Ends the wait, and takes the request back when it has not gone.</param>
    internal async Task<WriteOutcome> LeaveAsync(string channel, string reason, CancellationToken stop)
    {
        var leaving = new Leaving(channel, reason);
        Add(leaving);
        try
        {
            return await leaving.Done.Task.WaitAsync(stop).ConfigureAwait(false);
        }
        finally
        {
            Remove(leaving);
        }
    }

    protected override List<Leaving> Take(LinkedList<Leaving> waiting)
    {
        var most = Math.Min(State.Features.TargetLimits.TryGetValue("PART", out var limit) ? limit ?? MaxTargets : MaxTargets, MaxTargets);
        var room = MaxNames;
        var line = new List<Leaving>();
        for (var node = waiting.First; node is not null && line.Count < most;)
        {
            var (leaving, next) = (node.Value, node.Next);
            var length = Encoding.UTF8.GetByteCount(leaving.Channel) + 1;
            if (line.Count == 0 || (length <= room && leaving.Reason == line[0].Reason))
            {
                room -= length;
                line.Add(leaving);
                waiting.Remove(node);
            }
            node = next;
        }
        return line;
    }

    protected override void Write(OutputBuffer output, List<Leaving> line)
    {
        output.Raw("PART "u8).Text(string.Join(',', line.Select(x => x.Channel)));
        if (line[0].Reason.Length > 0)
            output.Raw(" :"u8).Text(line[0].Reason);
        output.End();
    }

    protected override void Written(List<Leaving> line, WriteOutcome outcome) => line.ForEach(x => x.Done.TrySetResult(outcome));

    /// <summary>A channel to leave.</summary>
    internal sealed record Leaving(string Channel, string Reason)
    {
        internal TaskCompletionSource<WriteOutcome> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
