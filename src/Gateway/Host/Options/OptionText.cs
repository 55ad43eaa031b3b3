using System.Globalization;
using Bridge.Adapters;

namespace Bridge.Gateway.Options;

/// <summary>Values of options as people write and read them. Pure.</summary>
internal static class OptionText
{
    /// <summary>The longest value of one line, and of several, in UTF-16 code units.</summary>
    public const int MaxLine = 1000, MaxText = 8000;

    private const int MaxLines = 100;

    /// <summary>Reads what somebody has written.</summary>
    /// <param name="option">The option.</param>
    /// <param name="text">What was written.</param>
    /// <param name="value">Its one spelling.</param>
    /// <returns>What is wrong, without the value, which might be a secret; null when it is right.</returns>
    public static string? Read(AccountOption option, string text, out string value)
    {
        value = text.ReplaceLineEndings("\n").TrimEnd('\n');
        if (!option.Secret)
        {
            value = value.Trim();
        }

        if (value.Length == 0)
        {
            return "a value is missing";
        }

        switch (option.Kind)
        {
            case OptionKind.Switch:
                value = value.ToUpperInvariant() switch
                {
                    "YES" or "ON" or "TRUE" or "1" => "true",
                    "NO" or "OFF" or "FALSE" or "0" => "false",
                    _ => "",
                };
                return value.Length == 0 ? "yes or no" : null;
            case OptionKind.Number:
                return ReadNumber(option, ref value);
            case OptionKind.Choice:
                var written = value;
                value = option.Choices.FirstOrDefault(choice => choice.Equals(written, StringComparison.OrdinalIgnoreCase)) ?? "";
                return value.Length == 0 ? $"one of {string.Join(", ", option.Choices)}" : null;
            case OptionKind.Lines:
                return value.Length > MaxText || value.Count(static character => character == '\n') >= MaxLines
                    ? $"at most {MaxText} characters in {MaxLines} lines"
                    : value.Any(static character => char.IsControl(character) && character != '\n') ? "no control characters" : null;
            default:
                return value.Length > MaxLine ? $"at most {MaxLine} characters"
                    : value.Any(char.IsControl) ? "one line without control characters"
                    : null;
        }
    }

    /// <summary>A value for people, in one line.</summary>
    public static string Show(AccountOption option, string value) => option.Kind switch
    {
        OptionKind.Switch => value == "true" ? "yes" : "no",
        OptionKind.Lines => value.Replace("\n", " / ", StringComparison.Ordinal),
        _ => value,
    };

    private static string? ReadNumber(AccountOption option, ref string value)
    {
        if (double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= option.Least && number <= option.Most && (option.Fractions || number == Math.Floor(number)))
        {
            value = number.ToString(CultureInfo.InvariantCulture);
            return null;
        }

        return string.Create(CultureInfo.InvariantCulture, $"a {(option.Fractions ? "" : "whole ")}number from {option.Least} to {option.Most}");
    }
}
