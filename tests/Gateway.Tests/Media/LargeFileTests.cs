using Bridge.Adapters;
using Bridge.Xmpp;
using Xunit;

namespace Bridge.Gateway.Tests.Media;

/// <summary>What a large file costs. Apart from all other tests, because the memory is that of the process.</summary>
[CollectionDefinition(nameof(LargeFileTests), DisableParallelization = true)]
[Collection(nameof(LargeFileTests))]
public sealed class LargeFileTests
{
    private const int Size = 32 << 20;

    [Fact]
    public async Task It_arrives_whole_and_is_never_in_memory()
    {
        await using var scene = await OwnStoreTests.StartAsync();
        var file = new ScriptedFile("large.bin", "application/octet-stream", Size);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        OwnStoreTests.Say(scene, null, new FilePart(file));
        var shown = await scene.Server.ExpectAsync("/message[contains(body, 'files.example')]", TimeSpan.FromSeconds(30));
        await OwnStoreTests.AssertServedAsync(scene, shown.Body!, file);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, Size / 4);
    }
}
