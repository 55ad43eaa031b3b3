using System.Globalization;

namespace Bridge.Testing.Servers.Spec;

// chathistory, read-marker.
public sealed partial class SpecIrcServer
{
    private readonly Dictionary<(string Nick, string Target), DateTimeOffset> _markers = [];

    /// <summary>Another client of the same user has read a chat up to a message.</summary>
    public void ReadElsewhere(string nick, string target, DateTimeOffset upTo)
    {
        lock (_gate)
        {
            _markers[(Key(nick), Key(target))] = upTo;
            if (Find(nick) is { } client && client.Has("draft/read-marker"))
                SendMarker(client, target);
        }
    }

    /// <summary>How far somebody has read a chat; null when that is not known.</summary>
    public DateTimeOffset? MarkerOf(string nick, string target)
    {
        lock (_gate)
            return _markers.TryGetValue((Key(nick), Key(target)), out var at) ? at : null;
    }

    private void SendMarker(SpecIrcClient client, string target)
    {
        var known = _markers.TryGetValue((Key(client.Nick!), Key(target)), out var at);
        client.Send($":{Name} MARKREAD {target} {(known ? "timestamp=" + Stamp(at) : "*")}");
    }

    private void OnMarkRead(SpecIrcClient client, SpecIrcLine line)
    {
        if (!client.Has("draft/read-marker"))
            Numeric(client, 421, "MARKREAD :Unknown command");
        else if (line.Parameters.Count == 0)
            Fail(client, "MARKREAD", "NEED_MORE_PARAMS", ":Missing parameters");
        else if (line.Parameters.Count == 1)
            SendMarker(client, line[0]);
        else if (!line[1].StartsWith("timestamp=", StringComparison.Ordinal) || Time(line[1][10..]) is not { } at)
            Fail(client, "MARKREAD", "INVALID_PARAMS", $"{line[1]} :Invalid parameters");
        else
        {
            // "The timestamp MUST correspond to a previous message time tag".
            if (!Conversation(client, line[0]).Any(message => message.At == at))
                Violated(client, "marked a time at which nothing was said");
            var key = (Key(client.Nick!), Key(line[0]));
            if (!_markers.TryGetValue(key, out var known) || known < at)
                _markers[key] = at;
            SendMarker(client, line[0]);
        }
    }

    private void OnChatHistory(SpecIrcClient client, SpecIrcLine line)
    {
        var command = line[0].ToUpperInvariant();
        if (!client.Has("draft/chathistory"))
        {
            Numeric(client, 421, "CHATHISTORY :Unknown command");
            return;
        }

        var references = command switch { "LATEST" or "BEFORE" or "AFTER" => 1, "BETWEEN" => 2, _ => 0 };
        if (references == 0 || line.Parameters.Count != references + 3 || !int.TryParse(line[references + 2], NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            Fail(client, "CHATHISTORY", "INVALID_PARAMS", $"{line[0]} :Invalid parameters");
            return;
        }

        if (!MayRead(client, line[1]))
        {
            Fail(client, "CHATHISTORY", "INVALID_TARGET", $"{line[0]} {line[1]} :Messages could not be retrieved");
            return;
        }

        if (_options.HistoryLimit > 0 && limit > _options.HistoryLimit)
            Violated(client, "asked for more history than it may");
        SpecMessage[] all = [.. Conversation(client, line[1]).Where(message => message.Command != "TAGMSG" && (_options.ShowsRedactions || message.Redaction is null))];
        foreach (var reference in line.Parameters.GetRange(2, references).Where(reference => reference != "*"))
        {
            if (!_options.ReferenceTypes.Split(',').Contains(reference.Split('=')[0]))
                Fail(client, "CHATHISTORY", "INVALID_MSGREFTYPE", $"{line[0]} {line[1]} :{reference.Split('=')[0]}-based history requests are not supported");
            else if (Place(all, reference) is null)
                Fail(client, "CHATHISTORY", "MESSAGE_ERROR", $"{line[0]} {line[1]} :Messages could not be retrieved");
            else
                continue;
            return;
        }

        Send(client, line[1], Select(all, command, line, Math.Min(limit, _options.HistoryLimit)));
    }

    private static IEnumerable<SpecMessage> Select(SpecMessage[] all, string command, SpecIrcLine line, int limit)
    {
        if (command == "LATEST")
            return all.Skip(line[2] == "*" ? 0 : Place(all, line[2])!.Value.After).TakeLast(limit);
        var first = Place(all, line[2])!.Value;
        if (command == "BEFORE")
            return all.Take(first.From).TakeLast(limit);
        if (command == "AFTER")
            return all.Skip(first.After).Take(limit);
        var second = Place(all, line[3])!.Value;
        // Counted from the first, which may be the later one.
        return first.From <= second.From
            ? all.Take(second.From).Skip(first.After).Take(limit)
            : all.Take(first.From).Skip(second.After).TakeLast(limit);
    }

    /// <summary>Where a reference stands: the first message that it leaves out, and the first behind it.</summary>
    private static (int From, int After)? Place(SpecMessage[] all, string reference)
    {
        if (reference.StartsWith("msgid=", StringComparison.Ordinal))
            return Array.FindIndex(all, message => message.Id == reference[6..]) is var index and >= 0 ? (index, index + 1) : null;
        return reference.StartsWith("timestamp=", StringComparison.Ordinal) && Time(reference[10..]) is { } at
            ? (all.Count(message => message.At < at), all.Count(message => message.At <= at)) : null;
    }

    private void Send(SpecIrcClient client, string target, IEnumerable<SpecMessage> messages)
    {
        var reference = NewReference();
        var batched = client.Has("batch");
        if (batched)
            client.Send($":{Name} BATCH +{reference} chathistory {target}");
        foreach (var message in messages.ToArray())
        {
            foreach (var line in Lines(client, message, batched ? reference : null))
                client.Send(line);
            if (message.Redaction is { } redaction && client.Has("draft/message-redaction"))
                client.Send($"@batch={reference} :{redaction.Source} REDACT {target} {message.Id}{(redaction.Reason is null ? "" : " :" + redaction.Reason)}");
        }

        if (batched)
            client.Send($":{Name} BATCH -{reference}");
    }

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;
}
