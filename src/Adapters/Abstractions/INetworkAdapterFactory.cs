namespace Bridge.Adapters;

/// <summary>
/// The entry of an adapter: one public class with a parameterless constructor for each adapter assembly. The host lists the built-in
/// ones; in a plugin folder it looks for exactly one.
/// </summary>
public interface INetworkAdapterFactory
{
    /// <summary>The name that configuration uses (<c>Networks:x:Adapter</c>): lower-case ASCII letters, digits and hyphens.</summary>
    string Name { get; }

    /// <summary>The <see cref="Adapters.ContractVersion"/> the adapter was built against: return <c>new Version(1, 1)</c> literally, not the property.</summary>
    Version ContractVersion { get; }

    /// <summary>Makes the adapter of one configured network, without I/O.</summary>
    /// <exception cref="AdapterSettingException">A setting is missing or wrong.</exception>
    INetworkAdapter Create(AdapterContext context);
}
