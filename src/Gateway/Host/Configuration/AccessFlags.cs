namespace Bridge.Gateway.Configuration;

/// <summary>What somebody may do; <see cref="None"/> is blocked. Each level includes those before it.</summary>
[Flags]
internal enum AccessFlags
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Have accounts and talk.</summary>
    Use = 1,

    /// <summary>Link groups with rooms elsewhere.</summary>
    Link = 2,

    /// <summary>Everything.</summary>
    Admin = 4,
}
