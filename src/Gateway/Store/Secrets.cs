using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

namespace Bridge.Store;

/// <summary>
/// Encrypts what must not lie open in the database: people's logins and the passwords of rooms. The keys are files in
/// <c>keys</c> under the data directory, for the owner only, made at the first use; without them the database is worthless, so a backup
/// needs both. Safe for several threads. Making the first key takes some 100 ms; nothing is read before the first use.
/// </summary>
/// <param name="dataDirectory">Bridge:DataDirectory.</param>
public sealed class Secrets(string dataDirectory)
{
    private readonly Lock _gate = new();
    private readonly string _keys = Path.GetFullPath(Path.Combine(dataDirectory, "keys"));
    private IDataProtector? _protector;

    /// <summary>Encrypts what a login flow stored.</summary>
    /// <exception cref="StoreException">The keys cannot be read or made.</exception>
    public byte[] EncryptCredentials(IReadOnlyDictionary<string, string> credentials) => Encrypt(JsonSerializer.SerializeToUtf8Bytes(credentials));

    /// <summary>Undoes <see cref="EncryptCredentials"/>.</summary>
    /// <exception cref="StoreException">The keys cannot be read, or are not those it was encrypted with.</exception>
    public IReadOnlyDictionary<string, string> DecryptCredentials(byte[] encrypted) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(Decrypt(encrypted)) ?? [];

    /// <summary>Encrypts one text.</summary>
    /// <exception cref="StoreException">The keys cannot be read or made.</exception>
    public byte[] EncryptText(string text) => Encrypt(Encoding.UTF8.GetBytes(text));

    /// <summary>Undoes <see cref="EncryptText"/>.</summary>
    /// <exception cref="StoreException">The keys cannot be read, or are not those it was encrypted with.</exception>
    public string DecryptText(byte[] encrypted) => Encoding.UTF8.GetString(Decrypt(encrypted));

    private byte[] Encrypt(byte[] plain)
    {
        try
        {
            return Protector().Protect(plain);
        }
        catch (CryptographicException e)
        {
            throw e.InnerException as StoreException ?? new StoreException(
                $"Nothing can be encrypted with the keys in {_keys} ({Reason(e)}): put back the folder from a backup.", e);
        }
    }

    private byte[] Decrypt(byte[] encrypted)
    {
        try
        {
            return Protector().Unprotect(encrypted);
        }
        catch (CryptographicException e)
        {
            throw e.InnerException as StoreException ?? new StoreException(
                $"What the database holds encrypted does not fit the keys in {_keys}: put back the folder from the same backup, or log in again.", e);
        }
    }

    private IDataProtector Protector()
    {
        lock (_gate)
            return _protector ??= Create();
    }

    private IDataProtector Create()
    {
        var files = new SecretKeyFiles(_keys);
        var provider = DataProtectionProvider.Create(new DirectoryInfo(_keys), builder =>
        {
            // Fixed, or the keys would only fit this installation folder.
            builder.SetApplicationName("Bridge");
            builder.Services.Configure<KeyManagementOptions>(options => options.XmlRepository = files);
        });
        return provider.CreateProtector("Bridge.Store.Secrets.v1");
    }

    private static string Reason(Exception e) => (e.InnerException ?? e).Message.TrimEnd('.');
}
