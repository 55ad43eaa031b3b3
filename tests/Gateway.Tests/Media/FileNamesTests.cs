using Bridge.Gateway.Media;
using Xunit;

namespace Bridge.Gateway.Tests.Media;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("photo.jpg", "image/jpeg", "photo.jpg", "photo.jpg")]
    [InlineData("../../etc/passwd", "text/plain", "passwd", "passwd.txt")]
    [InlineData("C:\\Users\\me\\a.txt", "text/plain", "a.txt", "a.txt")]
    [InlineData("..", "image/png", "file.png", "file.png")]
    [InlineData(".htaccess", "text/plain", "htaccess", "htaccess.txt")]
    [InlineData("", "video/mp4", "file.mp4", "file.mp4")]
    [InlineData(null, "application/x-unheard-of", "file.bin", "file.bin")]
    [InlineData("a\u202egnp.exe", "application/octet-stream", "agnp.exe", "agnp.exe")]
    [InlineData("a\r\nb\u0000.png", "image/png", "ab.png", "ab.png")]
    [InlineData("Größe – Übersicht 2.PDF", "application/pdf", "Größe – Übersicht 2.PDF", "Gre-bersicht-2.pdf")]
    [InlineData("фото.png", "image/png", "фото.png", "file.png")]
    [InlineData("archive.tar.gz", "application/gzip", "archive.tar.gz", "archive-tar.gz")]
    [InlineData("no extension", "image/webp", "no extension", "no-extension.webp")]
    [InlineData("odd.extension-here", "image/gif", "odd.extension-here", "odd-extension-here.gif")]
    [InlineData("a\"b<c>.txt", "text/plain", "abc.txt", "abc.txt")]
    [InlineData("\ud800.txt", "text/plain", "txt", "txt.txt")]
    public void Names_are_for_people_and_addresses_for_every_client(string? name, string type, string clean, string address)
    {
        Assert.Equal(clean, FileNames.Clean(name, type));
        Assert.Equal(address, FileNames.ForAddress(FileNames.Clean(name, type), type));
    }

    [Fact]
    public void A_long_name_is_cut_and_keeps_no_half_of_a_letter()
    {
        var clean = FileNames.Clean(string.Concat(Enumerable.Repeat("😀", 500)), "image/png");
        Assert.True(clean.Length <= 200 && !char.IsHighSurrogate(clean[^1]));
        Assert.True(FileNames.ForAddress(new string('a', 5_000) + ".png", "image/png").Length < 80);
    }

    [Theory]
    [InlineData("IMAGE/PNG", "image/png", "image/png")]
    [InlineData("text/plain; charset=utf-8", "text/plain", "text/plain")]
    [InlineData("text/html", "text/html", "application/octet-stream")]
    [InlineData("image/svg+xml", "image/svg+xml", "application/octet-stream")]
    [InlineData("a/b/c", "application/octet-stream", "application/octet-stream")]
    [InlineData("a b/c", "application/octet-stream", "application/octet-stream")]
    [InlineData("", "application/octet-stream", "application/octet-stream")]
    public void Only_types_in_which_nothing_runs_are_served_as_they_are(string told, string type, string served)
    {
        Assert.Equal(type, FileNames.TypeOf(told));
        Assert.Equal(served, FileNames.SafeType(told));
    }
}
