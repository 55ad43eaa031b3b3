using Bridge.Adapters.Demo;
using Xunit;

namespace Bridge.Adapters.Tests.Demo;

public sealed class CompletenessTests
{
    private static readonly Type[] NotVerbs =
    [
        typeof(INetworkAdapterFactory), typeof(INetworkAdapter), typeof(IAddressCodec), typeof(IEventSink), typeof(IFileHandle),
        typeof(IHasLogin), typeof(ILoginProcess), typeof(IChecksOptions),
    ];

    [Fact]
    public void The_demo_session_shows_every_verb_of_the_contract()
    {
        var verbs = typeof(INetworkSession).Assembly.GetExportedTypes().Where(type => type.IsInterface && !NotVerbs.Contains(type));
        Assert.All(verbs, verb => Assert.True(verb.IsAssignableFrom(typeof(DemoSession)), $"{verb.Name} is not shown."));
        Assert.True(typeof(IHasLogin).IsAssignableFrom(typeof(DemoAdapter)));
        Assert.True(typeof(IChecksOptions).IsAssignableFrom(typeof(DemoAdapter)));
    }
}
