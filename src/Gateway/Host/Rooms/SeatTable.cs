namespace Bridge.Gateway.Rooms;

/// <summary>
/// Seats under one of their strings: an array of references, no more. Every user has the members of every room of theirs, so that in a large
/// channel the table itself is what counts. Not thread-safe.
/// </summary>
/// <param name="keyOf">The string under which a seat is found; compared ordinally.</param>
internal sealed class SeatTable(Func<Seat, string> keyOf)
{
    private const int Smallest = 4;

    // Linear probing; at most three of four places are taken, so that a search ends.
    private Seat?[] _places = [];

    public int Count { get; private set; }

    public IEnumerable<Seat> All => _places.OfType<Seat>();

    /// <summary>A table with the same seats, which stays as it is when this one changes.</summary>
    public SeatTable Copy() => new(keyOf) { _places = [.. _places], Count = Count };

    /// <summary>An empty table by the same string, with room for so many.</summary>
    public SeatTable Empty(int count) => new(keyOf) { _places = count == 0 ? [] : new Seat?[SizeFor(count)] };

    public Seat? Find(string key) => Find(key, keyOf);

    /// <summary>The seat that has a text as another of its strings, provided that the two strings of it differ by case at most.</summary>
    public Seat? Find(string text, Func<Seat, string> textOf) => _places.Length == 0 ? null : _places[PlaceOf(text, textOf)];

    /// <summary>Takes a seat, in place of one under the same string.</summary>
    public void Set(Seat seat)
    {
        if ((Count + 1) * 4 > _places.Length * 3)
        {
            Resize(SizeFor(Count + 1 + (Count / 4)));
        }

        var place = PlaceOf(keyOf(seat));
        Count += _places[place] is null ? 1 : 0;
        _places[place] = seat;
    }

    /// <returns>What was there, or null.</returns>
    public Seat? Remove(string key)
    {
        if (_places.Length == 0)
        {
            return null;
        }

        var place = PlaceOf(key);
        if (_places[place] is not { } removed)
        {
            return null;
        }

        _places[place] = null;
        Count--;

        // What stands behind may have been pushed there by the one that is gone.
        for (var next = Next(place); _places[next] is { } moved; next = Next(next))
        {
            _places[next] = null;
            _places[PlaceOf(keyOf(moved))] = moved;
        }

        return removed;
    }

    private static int SizeFor(int count) => Math.Max(Smallest, (count * 4 / 3) + 1);

    private void Resize(int size)
    {
        var before = _places;
        _places = new Seat?[size];
        foreach (var seat in before)
        {
            if (seat is not null)
            {
                _places[PlaceOf(keyOf(seat))] = seat;
            }
        }
    }

    private int PlaceOf(string key) => PlaceOf(key, keyOf);

    private int PlaceOf(string text, Func<Seat, string> textOf)
    {
        var place = (int)((uint)string.GetHashCode(text, StringComparison.OrdinalIgnoreCase) % (uint)_places.Length);
        while (_places[place] is { } seat && textOf(seat) != text)
        {
            place = Next(place);
        }

        return place;
    }

    private int Next(int place) => place + 1 == _places.Length ? 0 : place + 1;
}
