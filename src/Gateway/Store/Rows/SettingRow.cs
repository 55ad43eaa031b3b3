namespace Bridge.Store;

/// <summary>A small value of the whole gateway. Table <c>settings</c>.</summary>
public sealed class SettingRow
{
    /// <summary>Its name.</summary>
    public required string Key { get; set; }

    /// <summary>Its value.</summary>
    public required string Value { get; set; }
}
