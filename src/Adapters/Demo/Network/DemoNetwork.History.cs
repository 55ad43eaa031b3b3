using System.Globalization;

namespace Bridge.Adapters.Demo;

// What was said before.
public sealed partial class DemoNetwork
{
    /// <summary>
    /// A page of a chat's log. Pages after a message or a time go forward; the others go back, from the newest or from a message.
    /// The cursor holds direction and place, because the next request need not repeat the bounds.
    /// </summary>
    /// <exception cref="NetworkException">The account is not in the group, or a bound is unknown.</exception>
    internal HistoryPage FetchHistory(DemoAccount account, ChatId chat, HistoryRequest request)
    {
        lock (_gate)
        {
            if (Faults.RefuseHistory)
                throw new NetworkException(NetworkError.Unsupported, "The network keeps no history today.");

            if (FindGroup(chat) is { } group && group.Find(account.Id) is null)
                throw new NetworkException(NetworkError.NotJoined, "You are not in this group.");

            var log = LogOf(account, chat) ?? throw new NetworkException(NetworkError.NotFound, "There is no such group.");
            var events = log.Events;
            var limit = Math.Clamp(request.Limit, 1, 1000);
            var (forward, place) = Start(log, request);
            var (from, to) = forward
                ? (place, Math.Min(events.Count, place + limit))
                : (Math.Max(0, place - limit), place);
            var next = forward && to < events.Count ? $"f{to}" : !forward && from > 0 ? $"b{from}" : null;
            return new HistoryPage([.. events.Skip(from).Take(to - from).Select(entry => SeenBy(account, entry))], next);
        }
    }

    private static (bool Forward, int Place) Start(DemoLog log, HistoryRequest request) => request switch
    {
        { Cursor: ['f' or 'b', .. var place] cursor } when int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var at) =>
            (cursor[0] == 'f', Math.Min(at, log.Events.Count)),
        { Cursor: not null } => throw new NetworkException(NetworkError.NotFound, "The history has no such place."),
        { After: { } after } => (true, Place(log, after) + 1),
        { Before: { } before } => (false, Place(log, before)),
        { Since: { } since } => (true, log.Events.Count(entry => entry.At < since)),
        _ => (false, log.Events.Count),
    };

    private static int Place(DemoLog log, MessageId id) => log.IndexOf(id) is >= 0 and var place ? place : throw NoSuchMessage();
}
