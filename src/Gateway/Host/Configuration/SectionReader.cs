using System.Globalization;

namespace Bridge.Gateway.Configuration;

/// <summary>
/// Reads the keys of one section and reports what is wrong with them. It remembers which keys were asked for, so that
/// <see cref="RefuseUnknownKeys"/> needs no list of its own.
/// </summary>
internal sealed class SectionReader(IConfigurationSection section, ConfigurationProblems problems)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The section's own key, its last part.</summary>
    public string Name => section.Key;

    /// <summary>The full key of something in this section.</summary>
    public string KeyOf(string key) => $"{section.Path}:{key}";

    /// <summary>Reports a mistake in one of this section's keys.</summary>
    public void Error(string key, string? value, string problem, string fix) => problems.Error(KeyOf(key), value, problem, fix);

    /// <summary>A value; null when it is missing or empty.</summary>
    public string? Text(string key)
    {
        _known.Add(key);
        var found = section.GetSection(key);
        if (found.GetChildren().Any())
        {
            Error(key, null, "is an object or a list", "give it one value");
            return null;
        }

        var text = found.Value?.Trim();
        if (text?.Any(char.IsControl) == true)
        {
            Error(key, null, "holds a control character", "type the value again, on one line");
            return null;
        }

        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>A value that must be there and pass a check; null when it is reported instead.</summary>
    public string? Required(string key, string fix, Func<string, bool>? isValid = null, string invalid = "")
    {
        var text = Text(key);
        if (text is null)
        {
            Error(key, null, "is missing", fix);
            return null;
        }

        if (isValid is not null && !isValid(text))
        {
            Error(key, text, invalid, fix);
            return null;
        }

        return text;
    }

    /// <summary>A whole number within bounds; the default when it is missing or wrong.</summary>
    public long Number(string key, long missing, long least, long most, string invalid, string fix)
    {
        var text = Text(key);
        if (text is null)
        {
            return missing;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        Error(key, text, invalid, fix);
        return missing;
    }

    /// <summary>A secret, given as it is or as <c>…File</c>. Null when there is none or it is reported; <paramref name="required"/> reports a missing one.</summary>
    public Secret? Secret(string key, bool required)
    {
        var fileKey = key + "File";
        var (plain, path) = (Text(key), Text(fileKey));
        if (plain is not null && path is not null)
        {
            Error(fileKey, path, $"{key} and {fileKey} are both set", "keep one of them");
            return null;
        }

        if (path is not null)
        {
            plain = SecretFile.Read(KeyOf(fileKey), path, problems);
        }
        else if (plain is null && required)
        {
            Error(key, null, "is missing", $"set it to the secret the XMPP server has for this component, or {fileKey} to a file that holds it");
        }

        return plain is null ? null : new Secret(plain);
    }

    /// <summary>A section below this one.</summary>
    public SectionReader Child(string key)
    {
        _known.Add(key);
        var child = section.GetSection(key);
        if (!string.IsNullOrEmpty(child.Value))
        {
            Error(key, null, "is a single value", "make it a list or an object");
        }

        return new SectionReader(child, problems);
    }

    /// <summary>The sections or values below this one, whatever their names.</summary>
    public IEnumerable<IConfigurationSection> Children() => section.GetChildren();

    /// <summary>Reports every key that nobody asked for, with the one that was probably meant. Values may be misspelt secrets and are not shown.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var key in section.GetChildren().Select(c => c.Key).Where(k => !_known.Contains(k)))
        {
            var meant = SpellingHint.Nearest(key, _known);
            Error(key, null, "is not a key that Bridge knows", meant is null ? $"remove it; known here are {string.Join(", ", _known)}" : $"did you mean {meant}");
        }
    }
}
