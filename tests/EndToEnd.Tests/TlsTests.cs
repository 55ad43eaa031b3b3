using System.Globalization;
using System.Security.Cryptography;
using Bridge.Testing.Servers;

namespace Bridge.EndToEnd.Tests;

/// <summary>An IRC server whose certificate nobody has signed.</summary>
public sealed class TlsTests
{
    private const string Channel = "#verona";

    [Fact]
    public async Task Somebody_who_joins_is_told_that_the_certificate_is_not_trusted()
    {
        var server = new InspircdServer { Tls = true };
        await using var stack = await Stack.StartAsync(new ProsodyServer(), server);
        var prefix = $"Networks__irc__Settings__Servers__{server.ServerName}__";
        stack.Gateway.Settings[prefix + "Port"] = server.TlsPort.ToString(CultureInfo.InvariantCulture);
        stack.Gateway.Settings[prefix + "Tls"] = "true";
        await AgainAsync(stack);

        var juliet = await stack.LogInAsync();
        await juliet.SendJoinAsync(stack.Room(Channel), "juliet");
        var refused = await juliet.ExpectPresenceAsync($"{stack.Room(Channel)}/juliet", "error");
        var error = refused.Elements().Single(element => element.Name.LocalName == "error");
        var text = error.Elements().Single(element => element.Name.LocalName == "text").Value;
        Assert.Contains("certificate", text, StringComparison.Ordinal);
        Assert.Contains(server.Certificate!.GetCertHashString(HashAlgorithmName.SHA256), text, StringComparison.Ordinal);

        stack.Gateway.Settings[prefix + "TrustedFingerprint"] = server.Certificate.GetCertHashString(HashAlgorithmName.SHA256);
        await AgainAsync(stack);
        await juliet.JoinRoomAsync(stack.Room(Channel), "juliet");

        stack.Gateway.Settings.Remove(prefix + "TrustedFingerprint");
        stack.Gateway.Settings[prefix + "VerifyCertificate"] = "false";
        await AgainAsync(stack);
        var romeo = await stack.LogInAsync("romeo");
        await romeo.JoinRoomAsync(stack.Room(Channel), "romeo");
    }

    private static async Task AgainAsync(Stack stack)
    {
        await stack.Gateway.RestartAsync();
        await stack.GatewayAnswersAsync();
    }
}
