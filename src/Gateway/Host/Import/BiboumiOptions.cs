using System.Globalization;
using Bridge.Gateway.Options;
using Bridge.Store;

namespace Bridge.Gateway.Import;

/// <summary>
/// What the options of biboumi are in Bridge. A value that biboumi has by default is nobody's choice and is left out, so that it goes on being
/// inherited. Pure.
/// </summary>
internal static class BiboumiOptions
{
    /// <summary>How many commands after connecting are of use: more than Bridge takes.</summary>
    public const int MostCommands = 21;

    private const int UsualHistory = 20, UsualBurst = 10;

    private const string Encoding = "encoding";

    /// <summary>Of a row of the options for everything.</summary>
    public static IEnumerable<ImportedOption> OfUser(ForeignRow row) => [.. History(row), .. Recording(row, never: 0)];

    /// <summary>Of a row of the options for a server.</summary>
    /// <param name="row">The row.</param>
    /// <param name="commands">The commands after connecting that belong to it, or null.</param>
    public static IEnumerable<ImportedOption> OfServer(ForeignRow row, List<string>? commands) =>
    [
        .. Text(row, "nick_", CoreOptions.Nick), .. Text(row, "username_", "username"), .. Text(row, "realname_", "realname"), .. Text(row, "pass_", "password"),
        .. Login(row), .. Encodings(row), .. History(row), .. Throttle(row), .. Commands(row, commands),
    ];

    /// <summary>Of a row of the options for a channel.</summary>
    public static IEnumerable<ImportedOption> OfChannel(ForeignRow row) => [.. Encodings(row), .. History(row), .. Recording(row, never: -1), .. Staying(row)];

    private static IEnumerable<ImportedOption> Text(ForeignRow row, string column, string key)
    {
        switch (row.Text(column))
        {
            case null:
                yield return NoText(key);
                break;
            case { Length: > 0 } text:
                yield return new ImportedOption(key, text);
                break;
        }
    }

    /// <summary>biboumi logs in under the nick it connects with, which it does not store unless it is an option.</summary>
    private static IEnumerable<ImportedOption> Login(ForeignRow row)
    {
        var password = Text(row, "saslpassword_", "sasl-password").ToList();
        if (password is [{ Problem: null }])
        {
            yield return row.Text("nick_") is { Length: > 0 } nick
                ? new ImportedOption("sasl-username", nick)
                : new ImportedOption(
                    "sasl-username", "", "sasl-username: biboumi took the nick of the first join, which it does not store; until their users set it there is no login by SASL");
        }

        foreach (var part in password)
        {
            yield return part;
        }
    }

    private static IEnumerable<ImportedOption> Encodings(ForeignRow row)
    {
        if (row.Text("encodingout_") is null or { Length: > 0 })
        {
            yield return new ImportedOption(Encoding, "", "the outgoing encoding: biboumi does not use it, and Bridge sends UTF-8 as well");
        }

        foreach (var option in Text(row, "encodingin_", Encoding))
        {
            yield return option;
        }
    }

    private static IEnumerable<ImportedOption> History(ForeignRow row)
    {
        const string Column = "maxhistorylength_";
        var key = CoreOptions.MaxHistoryLength.Key;
        if (!row.TryNumber(Column, out var length))
        {
            yield return NoNumber(key);
        }
        else if (length is not null and not UsualHistory && (length != 0 || row.Table == BiboumiTables.Global))
        {
            // Less than none is as many as there are.
            var most = (long)CoreOptions.MaxHistoryLength.Most;
            yield return new ImportedOption(key, Number(length < 0 ? most : Math.Min(length.Value, most)));
        }
    }

    private static IEnumerable<ImportedOption> Recording(ForeignRow row, int never)
    {
        var key = CoreOptions.RecordHistory.Key;
        if (!row.TryNumber("recordhistory_", out var recording))
        {
            yield return NoNumber(key);
        }
        else if (recording == never)
        {
            yield return new ImportedOption(key, "false");
        }
        else if (recording == 1 && row.Table == BiboumiTables.Channels)
        {
            yield return new ImportedOption(key, "true");
        }
    }

    private static IEnumerable<ImportedOption> Staying(ForeignRow row)
    {
        var key = CoreOptions.Persistent.Key;
        if (!row.TryNumber("persistent_", out var persistent))
        {
            yield return NoNumber(key);
        }
        else if (persistent == 1)
        {
            yield return new ImportedOption(key, "true");
        }
    }

    /// <summary>The number of lines that go at once, before one a second; none is one, and less than none has no limit.</summary>
    private static IEnumerable<ImportedOption> Throttle(ForeignRow row)
    {
        if (!row.TryNumber("throttlelimit_", out var limit))
        {
            yield return NoNumber("burst");
        }
        else if (limit < 0)
        {
            yield return new ImportedOption("messages-per-second", "0");
        }
        else if (limit is not null and not UsualBurst)
        {
            yield return new ImportedOption("burst", Number(Math.Max(1, limit.Value)));
        }
    }

    private static IEnumerable<ImportedOption> Commands(ForeignRow row, List<string>? commands)
    {
        const string Key = "after-connect";
        if (commands is null && row.Text("afterconnectioncommand_") is { Length: > 0 } single)
        {
            commands = [single];
        }

        var text = string.Join('\n', (commands ?? []).Where(static line => line.Trim().Length > 0).Select(static line => line.Trim()));
        if (text.Length > 0)
        {
            yield return new ImportedOption(Key, text);
        }
    }

    private static ImportedOption NoText(string key) => new(key, "", $"{key}: the value is no text");

    private static ImportedOption NoNumber(string key) => new(key, "", $"{key}: the value is no number");

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
