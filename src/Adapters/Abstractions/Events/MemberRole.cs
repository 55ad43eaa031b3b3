namespace Bridge.Adapters;

/// <summary>What a member may do, from least to most. The core maps it to an affiliation and a role (XEP-0045 section 5).</summary>
public enum MemberRole
{
    /// <summary>May read only.</summary>
    Visitor,

    /// <summary>An ordinary member.</summary>
    Participant,

    /// <summary>May always speak (IRC voice).</summary>
    Voiced,

    /// <summary>May remove people (IRC half-operator).</summary>
    Moderator,

    /// <summary>Runs the group (IRC operator).</summary>
    Admin,

    /// <summary>Owns the group (IRC owner and protected operator).</summary>
    Owner,
}
