using System.Globalization;

namespace Bridge.Adapters.Irc;

/// <summary>Reads the values of one level of the settings; an empty value counts as not given.</summary>
internal readonly struct SettingReader(IReadOnlyDictionary<string, string> values, string prefix)
{
    internal string Key(string name) => prefix + name;

    internal string? Text(string name)
    {
        if (values.TryGetValue(name, out var value))
            return string.IsNullOrWhiteSpace(value) ? null : value.Trim();
        foreach (var (key, other) in values)
        {
            if (key.Equals(name, StringComparison.OrdinalIgnoreCase))
                return string.IsNullOrWhiteSpace(other) ? null : other.Trim();
        }
        return null;
    }

    internal bool Flag(string name, bool otherwise) => Text(name) switch
    {
        null => otherwise,
        var text when text.Equals("true", StringComparison.OrdinalIgnoreCase) || text == "1" => true,
        var text when text.Equals("false", StringComparison.OrdinalIgnoreCase) || text == "0" => false,
        var text => throw new AdapterSettingException(Key(name), $"'{text}' is neither true nor false."),
    };

    internal double Number(string name, double otherwise, double least, double most)
    {
        if (Text(name) is not { } text)
            return otherwise;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !(number >= least && number <= most))
            throw new AdapterSettingException(Key(name), string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a number from {least} to {most}."));
        return number;
    }
}
