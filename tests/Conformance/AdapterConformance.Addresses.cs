using Bridge.Adapters;
using Xunit;

namespace Bridge.Conformance;

// JIDs outlive everything else, so the way from an address to a local part and back must hold.
public abstract partial class AdapterConformance<TFixture>
{
    private static readonly string[] HostileLocalParts =
    [
        "", " ", "#", "%", "@", "=", "+", "-", ".", "/", "\\", "\\20", "\"", "'", "<>&", "a b", "#%", "%%", "a%b%c", "a@b@c", "\0", "\n", "\u202e", "\ufeff",
        "ａ", "ß", "İ", "👩‍👩‍👧", "\ud83d", "\udc00x", "..", "con", "null", new string('x', 1023), new string('x', 5000), "#" + new string('é', 1000),
    ];

    [Fact]
    public void Addresses_lead_to_local_parts_and_back()
    {
        var codec = Fixture.CreateAdapter().Addresses;
        Assert.NotEmpty(Fixture.Addresses);
        Assert.All(Fixture.Addresses, address =>
        {
            Assert.True(codec.TryParse(codec.Format(address), out var parsed), $"“{codec.Format(address)}” is not taken back.");
            Assert.Equal(address, parsed);
        });
    }

    [Fact]
    public void Addresses_survive_the_folding_of_case()
    {
        var codec = Fixture.CreateAdapter().Addresses;
        Assert.All(Fixture.Addresses, address =>
        {
            Assert.True(codec.TryParse(codec.Format(address).ToLowerInvariant(), out var parsed), $"“{codec.Format(address)}” is not known in lower case.");
            Assert.Equal(address.Kind, parsed.Kind);
            Assert.Equal(address.Id, parsed.Id, ignoreCase: true);
            Assert.Equal(address.Account.Value, parsed.Account.Value, ignoreCase: true);
        });
    }

    [Fact]
    public void Different_addresses_have_different_local_parts()
    {
        var codec = Fixture.CreateAdapter().Addresses;
        Assert.Equal(Fixture.Addresses.Distinct().Count(), Fixture.Addresses.Select(codec.Format).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void No_local_part_throws_or_leads_elsewhere_than_back()
    {
        var codec = Fixture.CreateAdapter().Addresses;
        Assert.All(HostileLocalParts, part => CheckLocalPart(codec, part));
        // A fixed seed: a failure must come again when somebody looks for it.
        var random = new Random(20260);
        var bits = Fixture.Addresses.Select(codec.Format).ToArray();
        for (var i = 0; i < 20_000; i++)
            CheckLocalPart(codec, RandomLocalPart(random, bits));
    }

    [Fact]
    public void Whatever_is_typed_is_an_address_or_not()
    {
        var codec = Fixture.CreateAdapter().Addresses;
        foreach (var typed in HostileLocalParts.Concat(Fixture.Addresses.Select(codec.Format)))
        {
            if (!codec.TryParseTyped(typed, out var address))
                continue;

            var whole = address.Account.Value.Length == 0 ? address with { Account = Fixture.Account.Account } : address;
            Assert.True(codec.TryParse(codec.Format(whole), out _), $"What “{typed}” leads to cannot be written to.");
        }
    }

    private static void CheckLocalPart(IAddressCodec codec, string part)
    {
        if (!codec.TryParse(part, out var address))
            return;

        var formatted = codec.Format(address);
        Assert.True(codec.TryParse(formatted, out var again), $"“{part}” is an address, but its own form “{formatted}” is not.");
        Assert.Equal(address, again);
    }

    private static string RandomLocalPart(Random random, string[] bits)
    {
        const string Letters = "#%@=+-./\\&!:;~^[]{}| aZ09é\u00a0\u0000\ud83e\udd9c";
        var length = random.Next(0, 24);
        var text = string.Concat(Enumerable.Range(0, length).Select(_ => Letters[random.Next(Letters.Length)]));
        return random.Next(3) == 0 ? text.Insert(random.Next(text.Length + 1), bits[random.Next(bits.Length)]) : text;
    }
}
