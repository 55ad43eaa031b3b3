namespace Bridge.Adapters;

/// <summary>How a message was said.</summary>
[Flags]
public enum MessageFlags
{
    /// <summary>An ordinary message.</summary>
    None = 0,

    /// <summary>An action in the third person: <c>/me</c> (XEP-0245), CTCP ACTION. The text is without the command.</summary>
    Action = 1,

    /// <summary>A notice: nothing may answer it automatically (IRC NOTICE).</summary>
    Notice = 2,

    /// <summary>Written by a program.</summary>
    Automated = 4,

    /// <summary>To be shown without an alert.</summary>
    Silent = 8,

    /// <summary>The sender is not proved (a mail without a valid signature).</summary>
    Unverified = 16,

    /// <summary>Cut by the network; the rest is lost there.</summary>
    Truncated = 32,
}
