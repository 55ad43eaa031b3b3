using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Bridge.Store;

/// <summary>Data Protection's keys as files that only the owner can read; its own repository would let everybody read them.</summary>
internal sealed class SecretKeyFiles : IXmlRepository
{
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;
    private readonly string _folder;

    /// <exception cref="StoreException">The folder cannot be made or is open to others and cannot be closed.</exception>
    public SecretKeyFiles(string folder)
    {
        _folder = folder;
        Explained(() =>
        {
            Directory.CreateDirectory(folder, OwnerFolder);
            Close(folder, OwnerFolder);
            return true;
        });
    }

    public IReadOnlyCollection<XElement> GetAllElements() => Explained(() =>
    {
        var keys = new List<XElement>();
        foreach (var path in Directory.EnumerateFiles(_folder, "*.xml").Order(StringComparer.Ordinal))
        {
            // A copy or a backup that was put back may be open to others.
            Close(path, OwnerFile);
            keys.Add(XElement.Load(path));
        }
        return keys;
    });

    public void StoreElement(XElement element, string friendlyName) => Explained(() =>
    {
        var name = friendlyName.Length > 0 && friendlyName.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? friendlyName
            : Guid.NewGuid().ToString();
        var path = Path.Combine(_folder, name + ".xml");
        var unfinished = path + ".tmp";
        using (var file = new FileStream(unfinished, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerFile,
        }))
        {
            element.Save(file);
            // Logins are encrypted with it from the next moment on: it must be on the disk before them.
            file.Flush(flushToDisk: true);
        }
        File.Move(unfinished, path, overwrite: true);
        return true;
    });

    private static void Close(string path, UnixFileMode mode)
    {
        if ((File.GetUnixFileMode(path) & ~mode) != 0)
            File.SetUnixFileMode(path, mode);
    }

    private T Explained<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (XmlException e)
        {
            throw new StoreException($"A key in {_folder} is damaged ({e.Message.TrimEnd('.')}): put back the folder from a backup.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StoreException(
                $"The keys in {_folder} cannot be read or written ({e.Message.TrimEnd('.')}): let the user that runs Bridge own the folder.", e);
        }
    }
}
