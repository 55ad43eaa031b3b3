namespace Bridge.Gateway.Plugins;

/// <summary>Why a plugin folder is not used.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Adapter">The adapter's name as far as it is known, else the folder's own name.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Fix">What to do.</param>
internal sealed record PluginRefusal(string Folder, string Adapter, string Problem, string Fix);
