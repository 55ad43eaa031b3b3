namespace Bridge.Adapters;

/// <summary>A setting of a group.</summary>
/// <param name="Name">A stable name; the <c>muc#roomconfig_…</c> names of XEP-0045 where one fits.</param>
/// <param name="Label">What people read.</param>
/// <param name="Value">The value now; <c>1</c> and <c>0</c> for a switch.</param>
/// <param name="IsSwitch">Whether it is on or off.</param>
public sealed record GroupSetting(string Name, string Label, string Value, bool IsSwitch);
