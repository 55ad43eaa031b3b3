namespace Bridge.Adapters.Irc;

/// <summary>What the account can log in with, and by which mechanisms, best first.</summary>
internal sealed class SaslCredentials(string? name, string? password, bool hasCertificate)
{
    private const string External = "EXTERNAL";
    private const string Scram = "SCRAM-SHA-256";
    private const string Plain = "PLAIN";

    /// <summary>Whether there is anything to log in with.</summary>
    internal bool Exist => hasCertificate || HasPassword;

    private bool HasPassword => name is not null && password is not null;

    /// <summary>The mechanisms that can be tried in this order.</summary>
    /// <param name="offered">The list of the server, comma-separated; empty when it gives none.</param>
    /// <param name="maySendPassword">Whether the password may go over this connection as it is.</param>
    internal IReadOnlyList<string> Choose(string offered, bool maySendPassword)
    {
        List<string> able = [];
        if (hasCertificate)
            able.Add(External);
        if (HasPassword)
            able.Add(Scram);
        if (HasPassword && maySendPassword)
            able.Add(Plain);
        if (offered.Length == 0)
        {
            // Servers that do not say what they know are old ones, and PLAIN is what they have.
            if (able.Remove(Plain))
                able.Insert(hasCertificate ? 1 : 0, Plain);
            return able;
        }
        var list = offered.Split(',', StringSplitOptions.TrimEntries);
        return able.FindAll(x => list.Contains(x, StringComparer.OrdinalIgnoreCase));
    }

    internal SaslMechanism Make(string mechanism) => mechanism switch
    {
        External => new SaslExternal(),
        Scram => new SaslScram(name!, password!),
        _ => new SaslPlain(name!, password!),
    };
}
