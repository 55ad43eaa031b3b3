namespace Bridge.Store;

/// <summary>
/// Gathers ids into runs that ended alike: what is proved together was mostly accepted together, so that one statement serves many rows.
/// </summary>
internal sealed class FinishedRanges
{
    private readonly List<(long Id, int Outcome, long At)> _ended = [];
    private readonly List<(long First, long Last, int Outcome, long At)> _ranges = [];
    private bool _sorted = true;

    /// <summary>The runs in the order of the ids; the time is that of the last one of a run to end.</summary>
    public IReadOnlyList<(long First, long Last, int Outcome, long At)> Ranges
    {
        get
        {
            Build();
            return _ranges;
        }
    }

    public void Add(long id, int outcome, long at)
    {
        _sorted &= _ended.Count == 0 || _ended[^1].Id < id;
        _ended.Add((id, outcome, at));
    }

    public void Clear()
    {
        _ended.Clear();
        _ranges.Clear();
        _sorted = true;
    }

    private void Build()
    {
        if (!_sorted)
        {
            _ended.Sort();
            _sorted = true;
        }

        _ranges.Clear();
        foreach (var (id, outcome, at) in _ended)
        {
            if (_ranges.Count > 0 && id <= _ranges[^1].Last + 1 && outcome == _ranges[^1].Outcome)
            {
                _ranges[^1] = (_ranges[^1].First, id, outcome, Math.Max(at, _ranges[^1].At));
            }
            else
            {
                _ranges.Add((id, id, outcome, at));
            }
        }
    }
}
