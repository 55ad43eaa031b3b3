using System.Text;

namespace Bridge.Testing.Servers.Spec;

// SASL 3.1 and 3.2 with SCRAM-SHA-256 alone.
public sealed partial class SpecIrcServer
{
    private const string Mechanism = "SCRAM-SHA-256";

    private void OnAuthenticate(SpecIrcClient client, SpecIrcLine line)
    {
        if (!client.Has("sasl") || _options.Account is not { } account)
            Violated(client, "logs in without having asked for sasl");
        else if (line[0] == "*")
            Refuse(client, 906, ":SASL authentication aborted");
        else if (client.Login is null)
            Begin(client, line[0], account);
        else if (client.Login.IsProved && line[0] == "+")
        {
            client.Account = account.Name;
            client.Login = null;
            Numeric(client, 900, $"{client.Source} {account.Name} :You are now logged in as {account.Name}");
            Numeric(client, 903, ":SASL authentication successful");
        }
        else if (line[0].Length >= 400 || client.Login.Answer(Encoding.UTF8.GetString(Convert.FromBase64String(line[0]))) is not { } answer)
            Refuse(client, 904, ":SASL authentication failed");
        else
            client.Send($"AUTHENTICATE {Convert.ToBase64String(Encoding.UTF8.GetBytes(answer))}");
    }

    private static void Begin(SpecIrcClient client, string mechanism, (string Name, string Password) account)
    {
        if (mechanism != Mechanism)
        {
            Numeric(client, 908, $"{Mechanism} :are available SASL mechanisms");
            Refuse(client, 904, ":SASL authentication failed");
            return;
        }

        client.Login = new SpecScram(account.Name, account.Password);
        client.Send("AUTHENTICATE +");
    }

    private static void Refuse(SpecIrcClient client, int number, string text)
    {
        client.Login = null;
        Numeric(client, number, text);
    }
}
