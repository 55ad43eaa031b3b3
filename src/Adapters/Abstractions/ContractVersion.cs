namespace Bridge.Adapters;

/// <summary>The version of this contract. A plugin built against another major version is refused at start.</summary>
public static class ContractVersion
{
    /// <summary>Major: a plugin must be rebuilt. Minor: members were added, older plugins go on working.</summary>
    public static Version Current { get; } = new(1, 2);
}
