using Bridge.Conformance;
using Xunit;

namespace Bridge.Adapters.Tests.Demo;

/// <summary>The adapter that docs/adapters.md quotes passes the kit like any other.</summary>
public sealed class MinimalConformance : AdapterConformance<MinimalFixture>
{
    [Fact]
    public void The_page_for_authors_quotes_this_very_adapter()
    {
        var root = Root();
        var code = File.ReadAllText(Path.Combine(root, "tests/Adapters.Tests/Demo/MinimalAdapter.cs"));
        Assert.Contains($"```csharp\n{code}```", File.ReadAllText(Path.Combine(root, "docs/adapters.md")), StringComparison.Ordinal);
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Bridge.sln")))
            folder = folder.Parent;

        Assert.SkipWhen(folder is null, "The tests do not run inside the repository.");
        return folder!.FullName;
    }
}
