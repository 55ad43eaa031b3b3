using System.Globalization;
using System.Text;

namespace Bridge.Testing.Servers.Spec;

// message-tags, message-ids, echo-message, client-batch, multiline, message-redaction.
public sealed partial class SpecIrcServer
{
    private readonly List<SpecMessage> _messages = [];
    private readonly string _seed = Guid.NewGuid().ToString("N")[..8];
    private DateTimeOffset _last;

    /// <summary>Every message that was taken so far.</summary>
    public IReadOnlyList<SpecMessage> Messages
    {
        get
        {
            lock (_gate)
                return [.. _messages];
        }
    }

    private IReadOnlyList<(string Key, int Value)> MultilineLimits => [.. _options.Capabilities
        .Where(static capability => capability.StartsWith("draft/multiline=", StringComparison.Ordinal))
        .SelectMany(static capability => capability["draft/multiline=".Length..].Split(','))
        .Select(static pair => (pair.Split('=')[0], int.Parse(pair.Split('=')[1], CultureInfo.InvariantCulture)))];

    private void OnMessage(SpecIrcClient client, SpecIrcLine line)
    {
        if (line[1].Length == 0 && line.Command != "TAGMSG")
            Numeric(client, 412, ":No text to send");
        else if (line.Command == "TAGMSG" && !client.Has("message-tags"))
            Numeric(client, 421, "TAGMSG :Unknown command");
        else
            Deliver(client, line.Command, line[0], line.Tags, line.Command == "TAGMSG" ? [] : [(line[1], false)]);
    }

    private void InBatch(SpecIrcClient client, SpecIrcLine line)
    {
        if (line.Command == "BATCH")
        {
            if (client.Batch is not null || line.Tags.ContainsKey("batch"))
                Violated(client, "opened a batch within a batch");
            if (!client.Has("draft/multiline"))
                Violated(client, "opened a batch without the capability");
            if (!line[0].Skip(1).All(static c => char.IsAsciiLetterOrDigit(c) || c == '-'))
                Fail(client, "BATCH", "INVALID_REFTAG", $"{line[0]} :Invalid reference");
            else if (line[1] != "draft/multiline")
                Fail(client, "BATCH", "UNKNOWN_TYPE", $"{line[0][1..]} {line[1]} :Unknown batch type");
            else
                client.Batch = (line[0][1..], line[2], line, []);
        }
        else if (client.Batch is not { } batch || line.Tags["batch"] != batch.Reference)
            Violated(client, "sent a line of no batch");
        else
            batch.Lines.Add(line);
    }

    private void EndBatch(SpecIrcClient client, SpecIrcLine line)
    {
        if (client.Batch is not { } batch || line[0] != "-" + batch.Reference)
        {
            Violated(client, "closed a batch that is not open");
            return;
        }

        client.Batch = null;
        var lines = batch.Lines.ConvertAll(static each => (Text: each[1], Joined: each.Tags.ContainsKey("draft/multiline-concat")));
        var bytes = lines.Select((each, index) => Encoding.UTF8.GetByteCount(each.Text) + (index > 0 && !each.Joined ? 1 : 0)).Sum();
        var limits = MultilineLimits.ToDictionary();
        if (batch.Lines.Find(each => each[0] != batch.Target) is { } other)
            Fail(client, "BATCH", "MULTILINE_INVALID_TARGET", $"{batch.Target} {other[0]} :Invalid multiline target");
        else if (bytes > limits["max-bytes"])
            Fail(client, "BATCH", "MULTILINE_MAX_BYTES", $"{limits["max-bytes"]} :Multiline batch max-bytes exceeded");
        else if (limits.TryGetValue("max-lines", out var most) && lines.Count > most)
            Fail(client, "BATCH", "MULTILINE_MAX_LINES", $"{most} :Multiline batch max-lines exceeded");
        else if (lines.All(static each => each.Text.Length == 0) || lines.Exists(static each => each.Joined && each.Text.Length == 0)
            || batch.Lines.DistinctBy(static each => each.Command).Count() != 1 || batch.Lines[0].Command is not ("PRIVMSG" or "NOTICE")
            || batch.Lines.Exists(static each => each.Tags.Keys.Any(static tag => tag is not ("batch" or "draft/multiline-concat"))))
            Fail(client, "BATCH", "MULTILINE_INVALID", ":Invalid multiline batch");
        else
            Deliver(client, batch.Lines[0].Command, batch.Target, batch.Start.Tags, lines);
    }

    private void Deliver(SpecIrcClient client, string command, string target, Dictionary<string, string> tags, IReadOnlyList<(string, bool)> lines)
    {
        List<SpecIrcClient> to;
        if (IsChannel(target))
        {
            if (_rooms.GetValueOrDefault(Key(target)) is not { } room || !room.Members.Contains(client))
            {
                Numeric(client, 404, $"{target} :Cannot send to channel");
                return;
            }

            (target, to) = (room.Name, [.. room.Members.Where(member => member != client)]);
        }
        else if (Find(target) is { } found)
            (target, to) = (found.Nick!, [found]);
        else
        {
            Numeric(client, 401, $"{target} :No such nick/channel");
            return;
        }

        var clientTags = tags.Where(tag => tag.Key.StartsWith('+') && !IsDenied(tag.Key[1..])).ToDictionary();
        var message = new SpecMessage($"{_seed}-{++_counter}", Now(), client.Source, command, target, clientTags, lines);
        _messages.Add(message);
        foreach (var each in to)
            Relay(each, message, echo: each == client);
        if (client.Has("echo-message"))
            Relay(client, message, echo: false);
    }

    /// <summary>Sends a message to somebody. What somebody sends to themselves comes twice, and only the echo is an answer.</summary>
    private void Relay(SpecIrcClient client, SpecMessage message, bool echo)
    {
        if (message.Command == "TAGMSG" && !client.Has("message-tags"))
            return;
        foreach (var line in Lines(client, message, null))
        {
            if (echo)
                client.Write(line);
            else
                client.Send(line);
        }
    }

    private IEnumerable<string> Lines(SpecIrcClient client, SpecMessage message, string? batch)
    {
        var tags = new List<string>();
        if (batch is not null)
            tags.Add("batch=" + batch);
        if (client.Has("server-time"))
            tags.Add("time=" + Stamp(message.At));
        if (client.Has("message-tags") && _options.GivesIds)
            tags.Add("msgid=" + message.Id);
        if (client.Has("message-tags"))
            tags.AddRange(message.ClientTags.Select(static tag => tag.Value.Length == 0 ? tag.Key : $"{tag.Key}={tag.Value}"));
        if (message.Command == "TAGMSG")
            yield return Line(tags, $":{message.Source} TAGMSG {message.Target}");
        else if (message.Lines.Count > 1 && client.Has("draft/multiline") && client.Has("batch"))
        {
            var reference = NewReference();
            var end = batch is null ? "" : $"@batch={batch} ";
            yield return Line(tags, $":{message.Source} BATCH +{reference} draft/multiline {message.Target}");
            foreach (var (text, joined) in message.Lines)
                yield return $"@batch={reference}{(joined ? ";draft/multiline-concat" : "")} :{message.Source} {message.Command} {message.Target} :{text}";
            yield return $"{end}:{Name} BATCH -{reference}";
        }
        else
        {
            // The id is for the first line only, and blank lines are for those who can tell them (multiline, "Fallback").
            foreach (var (text, _) in message.Lines.Where(static line => line.Text.Length > 0))
            {
                yield return Line(tags, $":{message.Source} {message.Command} {message.Target} :{text}");
                tags.RemoveAll(static tag => tag.StartsWith("msgid=", StringComparison.Ordinal) || tag.StartsWith('+'));
            }
        }
    }

    private void OnRedact(SpecIrcClient client, SpecIrcLine line)
    {
        var (target, id) = (line[0], line[1]);
        if (!client.Has("draft/message-redaction"))
            Numeric(client, 421, "REDACT :Unknown command");
        else if (!MayRead(client, target))
            Fail(client, "REDACT", "INVALID_TARGET", $"{target} :You cannot delete messages from {target}");
        else if (Conversation(client, target).FirstOrDefault(each => each.Id == id && each.Redaction is null) is not { } message)
            Fail(client, "REDACT", "UNKNOWN_MSGID", $"{target} {id} :This message does not exist or is too old");
        else if (Key(message.Nick) != Key(client.Nick!) && _rooms.GetValueOrDefault(Key(target))?.Members[0] != client)
            Fail(client, "REDACT", "REDACT_FORBIDDEN", $"{target} {id} :You are not authorised to delete this message");
        else if (DateTimeOffset.UtcNow - message.At > _options.RedactWindow)
            Fail(client, "REDACT", "REDACT_WINDOW_EXPIRED", $"{target} {id} {_options.RedactWindow.TotalSeconds:0} :You can no longer edit this message");
        else
        {
            message.Redaction = (client.Source, line.Parameters.Count > 2 ? line[2] : null);
            var reason = line.Parameters.Count > 2 ? " :" + line[2] : "";
            var to = IsChannel(target) ? _rooms[Key(target)].Members : Find(target) is { } found ? [found, client] : [client];
            foreach (var each in to.Distinct().Where(each => each.Has("draft/message-redaction") && (each != client || client.Has("echo-message"))))
                each.Send($":{client.Source} REDACT {target} {id}{reason}");
        }
    }

    private bool IsDenied(string tag)
    {
        var list = (_options.DeniedTags ?? "").Split(',');
        return list[0] == "*" ? !list.Contains("-" + tag) : list.Contains(tag);
    }

    private bool MayRead(SpecIrcClient client, string target) =>
        !IsChannel(target) || (_rooms.GetValueOrDefault(Key(target)) is { } room && room.Members.Contains(client));

    private IEnumerable<SpecMessage> Conversation(SpecIrcClient client, string target) => _messages.Where(message => IsChannel(target)
        ? Key(message.Target) == Key(target)
        : (Key(message.Target) == Key(target) && Key(message.Nick) == Key(client.Nick!)) || (Key(message.Target) == Key(client.Nick!) && Key(message.Nick) == Key(target)));

    private DateTimeOffset Now()
    {
        if (_options.MessagesPerTime is > 0 and var each)
            return DateTimeOffset.UnixEpoch.AddYears(50).AddMilliseconds(_messages.Count / each);
        // To the millisecond, as it is told; the clock may stand still and does not go back.
        var now = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
        return _last = now > _last ? now : _last;
    }

    private static string Stamp(DateTimeOffset at) => at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Line(List<string> tags, string rest) => tags.Count == 0 ? rest : $"@{string.Join(';', tags)} {rest}";
}
