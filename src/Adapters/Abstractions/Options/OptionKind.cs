namespace Bridge.Adapters;

/// <summary>What the values of an option look like.</summary>
public enum OptionKind
{
    /// <summary>One line of at most 1000 characters, without control characters.</summary>
    Text,

    /// <summary>Up to 100 lines separated by <c>\n</c>, at most 8000 characters, without other control characters.</summary>
    Lines,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Switch,

    /// <summary>A number with a point before its fraction.</summary>
    Number,

    /// <summary>One of <see cref="AccountOption.Choices"/>.</summary>
    Choice,
}
