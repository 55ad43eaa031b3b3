namespace Bridge.Adapters.Irc;

/// <summary>Opens and closes batches, and keeps the lines of those that mean something as a whole: a message of many lines, a page of history.</summary>
internal sealed class BatchEvents(OpenBatches batches, MessageEvents messages, HistoryTable histories)
{
    // Each may hold a quarter of a megabyte.
    private const int MaxTexts = 16;

    /// <summary><c>BATCH +reference type [parameter]</c> and <c>BATCH -reference</c>.</summary>
    internal void OnBatch(in IrcLine line)
    {
        var reference = line[0];
        if (reference.Length < 2)
            return;
        if (reference[0] == '+')
            Open(reference[1..], line);
        else if (reference[0] == '-' && batches.Close(reference[1..]) is { } closed)
            Close(closed);
    }

    /// <summary>Keeps a line for the batch that it is part of. False when it is to be handled by itself.</summary>
    internal bool Take(in IrcLine line)
    {
        if (batches.Of(line) is not { } batch || (batch.Text is null && batch.History is null))
            return false;
        if (line.Command.SequenceEqual("BATCH"u8))
            OnBatch(line);
        else if (batch.Text is { } text)
        {
            if (line.Command.SequenceEqual("PRIVMSG"u8) || line.Command.SequenceEqual("NOTICE"u8))
                text.Add(line);
        }
        else if (batch.History is { } history)
            messages.OnHistory(line, history);
        return true;
    }

    private void Open(ReadOnlySpan<byte> reference, in IrcLine line)
    {
        if (batches.IsFull)
            return;
        var outer = batches.Of(line);
        var label = batches.LabelOf(line);
        if (line[1].SequenceEqual("draft/multiline"u8) && batches.Texts < MaxTexts)
            batches.Open(reference, new OpenBatch(outer, label) { Text = new MultilineText(line), History = outer?.History });
        else
        {
            var history = outer?.History ?? (line[1].SequenceEqual("chathistory"u8) ? histories.Claim(line) : null);
            batches.Open(reference, new OpenBatch(outer, label) { History = history });
        }
    }

    private void Close(OpenBatch batch)
    {
        if (batch.Text is { } text)
        {
            if (text.Count > 0 && IrcLine.TryParse(text.Head, out var head))
                messages.OnMultiline(head, text, batch.History);
        }
        else if (batch.History is { } history && !ReferenceEquals(batch.Outer?.History, history))
            histories.Complete(history);
    }
}
