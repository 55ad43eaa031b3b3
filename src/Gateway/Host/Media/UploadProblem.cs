namespace Bridge.Gateway.Media;

/// <summary>Why files are not passed on by a server's web space.</summary>
internal enum UploadProblem
{
    /// <summary>They are.</summary>
    None,

    /// <summary>The server has none.</summary>
    NoService,

    /// <summary>It lets the gateway put nothing there, neither for itself nor for the server's users.</summary>
    Refused,
}
