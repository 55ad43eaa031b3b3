namespace Bridge.Adapters;

/// <summary>How a user of the gateway gets an account on the network.</summary>
public enum AccountPolicy
{
    /// <summary>By a login flow (XEP-0077 form, XEP-0050 command, or in chat).</summary>
    Login,

    /// <summary>By the first use of an address: an IRC server needs no registration.</summary>
    OnFirstUse,
}
