namespace Bridge.Gateway.Privileges;

/// <summary>Why a server says nothing in its users' names.</summary>
internal enum PrivilegeProblem
{
    /// <summary>It does.</summary>
    None,

    /// <summary>It has not told the gateway of any privileges: the module is not loaded, or not on the component.</summary>
    NothingAdvertised,

    /// <summary>It has privileges, and this one is not among those of the gateway.</summary>
    NotGranted,

    /// <summary>It would pass such a message on, but copies it neither to the user's clients nor into their archive.</summary>
    NoCopies,

    /// <summary>It has granted the privilege and refuses the messages.</summary>
    Refused,
}
