using Bridge.Adapters;
using Xunit;

namespace Bridge.Conformance;

// History is what was said, once, in order, and the same as it was live.
public abstract partial class AdapterConformance<TFixture>
{
    private const int Said = 25;

    [Fact]
    public async Task History_pages_cover_everything_once()
    {
        var (run, history) = await TalkedAsync();
        var pages = await PagesAsync(history, new HistoryRequest { Limit = 4 });
        Assert.All(pages, page => Assert.InRange(page.Events.Count, 0, 4));
        Assert.All(pages, CheckOrder);
        var events = pages.SelectMany(page => page.Events).ToArray();
        Assert.All(events, raised => Assert.NotNull(raised.DedupeKey));
        var keys = events.Select(raised => raised.DedupeKey).ToArray();
        Assert.Equal(keys.Length, keys.Distinct(StringComparer.Ordinal).Count());
        // The newest page comes first; the pages after it go back.
        string[] texts = [.. pages.AsEnumerable().Reverse().SelectMany(page => Texts(page.Events, Direct, "said"))];
        Assert.Equal(Enumerable.Range(0, Said).Select(i => $"said {i}"), texts);
        Assert.All(Live(run), live => Assert.Contains(live.DedupeKey, keys));
    }

    [Fact]
    public async Task History_after_and_before_a_message_leaves_it_out()
    {
        var (run, history) = await TalkedAsync();
        var middle = Live(run)[10].Ids[0];
        var after = await PagesAsync(history, new HistoryRequest { After = middle, Limit = 4 });
        Assert.Equal(Enumerable.Range(11, Said - 11).Select(i => $"said {i}"), after.SelectMany(page => Texts(page.Events, Direct, "said")));
        var before = await PagesAsync(history, new HistoryRequest { Before = middle, Limit = 4 });
        Assert.Equal(Enumerable.Range(0, 10).Select(i => $"said {i}"), before.AsEnumerable().Reverse().SelectMany(page => Texts(page.Events, Direct, "said")));
    }

    [Fact]
    public async Task History_since_a_time_has_all_from_then_on()
    {
        var (run, history) = await TalkedAsync();
        if (Live(run)[10].At is not { } since)
        {
            Assert.Skip("The network does not date its messages.");
            return;
        }

        var pages = await PagesAsync(history, new HistoryRequest { Since = since, Limit = 7 });
        Assert.All(pages.SelectMany(page => page.Events), raised => Assert.True(raised.At >= since));
        var texts = pages.SelectMany(page => Texts(page.Events, Direct, "said")).ToArray();
        Assert.All(Enumerable.Range(10, Said - 10), i => Assert.Contains($"said {i}", texts));
    }

    [Fact]
    public async Task History_is_the_same_after_a_restart()
    {
        var (run, history) = await TalkedAsync();
        var before = (await PagesAsync(history, new HistoryRequest { Limit = 100 })).SelectMany(page => page.Events).Select(raised => raised.DedupeKey);
        await EndAsync(run);
        var second = await ConnectAsync();
        var after = (await PagesAsync(Verb<IFetchesHistory>(second), new HistoryRequest { Limit = 100 })).SelectMany(page => page.Events);
        Assert.Equal(before, after.Select(raised => raised.DedupeKey));
    }

    [Fact]
    public async Task History_of_nothing_is_empty_or_refused()
    {
        var run = await ConnectAsync();
        var history = Verb<IFetchesHistory>(run);
        await MayRefuseAsync(async () => Assert.Empty((await history.FetchHistoryAsync(new ChatId("nobody-of-this-name"), new HistoryRequest(), Stop)).Events));
        await MayRefuseAsync(() => history.FetchHistoryAsync(Direct, new HistoryRequest { Cursor = "no such cursor" }, Stop));
        await MayRefuseAsync(() => history.FetchHistoryAsync(Direct, new HistoryRequest { After = new MessageId("no such id") }, Stop));
        await FenceAsync(run);
    }

    private async Task<(SessionRun Run, IFetchesHistory History)> TalkedAsync()
    {
        var run = await ConnectAsync();
        var history = Verb<IFetchesHistory>(run);
        try
        {
            await history.FetchHistoryAsync(Direct, new HistoryRequest { Limit = 1 }, Stop);
        }
        catch (NetworkException failure) when (failure.Error == NetworkError.Unsupported)
        {
            Assert.Skip($"The network keeps no history: {failure.Message}");
        }

        for (var i = 0; i < Said; i++)
            await Fixture.SayAsync($"said {i}", Stop);

        await WaitUntilAsync(run, "what was said", events => Texts(events, Direct, "said").Length >= Said);
        return (run, history);
    }

    private MessageReceived[] Live(SessionRun run) =>
        [.. run.Sink.Events.OfType<MessageReceived>().Where(message => message.Chat == Direct && Text(message).StartsWith("said", StringComparison.Ordinal))];

    private async Task<List<HistoryPage>> PagesAsync(IFetchesHistory history, HistoryRequest request)
    {
        var pages = new List<HistoryPage>();
        while (true)
        {
            var page = await history.FetchHistoryAsync(Direct, request, Stop);
            pages.Add(page);
            if (page.Next is null)
                return pages;

            Assert.True(pages.Count < 1000, "The pages of the history have no end.");
            request = request with { Cursor = page.Next };
        }
    }

    private static void CheckOrder(HistoryPage page)
    {
        var times = page.Events.Select(raised => raised.At).ToArray();
        Assert.All(times, time => Assert.NotNull(time));
        Assert.Equal(times.Order(), times);
    }
}
