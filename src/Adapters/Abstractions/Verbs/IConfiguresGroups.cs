namespace Bridge.Adapters;

/// <summary>Optional: a group's settings can be changed (XEP-0045 section 10.2).</summary>
public interface IConfiguresGroups
{
    /// <summary>The settings now.</summary>
    /// <exception cref="NetworkException">They cannot be had now, or the account may not see them.</exception>
    Task<IReadOnlyList<GroupSetting>> GetGroupSettingsAsync(ChatId group, CancellationToken stop);

    /// <summary>Changes the settings given; the others stay.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    Task SetGroupSettingsAsync(ChatId group, IReadOnlyDictionary<string, string> values, CancellationToken stop);
}
