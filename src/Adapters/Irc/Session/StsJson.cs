using System.Text.Json.Serialization;

namespace Bridge.Adapters.Irc;

/// <summary>The file of <see cref="StsPolicies"/>.</summary>
[JsonSerializable(typeof(Dictionary<string, StsPolicies.Policy>))]
internal sealed partial class StsJson : JsonSerializerContext;
