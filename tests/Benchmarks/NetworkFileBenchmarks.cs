using System.Diagnostics;
using System.Globalization;
using Bridge.Adapters;
using Bridge.Gateway.Configuration;
using Bridge.Gateway.Media;
using Bridge.Migrations.Sqlite;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Benchmarks;

/// <summary>What a file of 100 MB costs on its way from a network to XMPP clients: time, allocation, and how far the working set rises.</summary>
internal static class NetworkFileBenchmarks
{
    private const int Size = 100_000_000;

    public static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bridge-bench-");
        try
        {
            var options = new StoreOptions { ConnectionString = $"Data Source={folder.FullName}/bench.db", Migrations = SqliteMigrations.Assembly };
            await using var store = await StoreStart.OpenAsync(options, NullLogger.Instance, CancellationToken.None);
            var files = new FileStore(store.Writer, store.Reader);
            var hosting = new HostingConfiguration(new Uri("http://127.0.0.1/"), new Uri("http://127.0.0.1:0"), long.MaxValue / 2, long.MaxValue / 2);
            var media = new MediaFolder(folder.FullName);
            var hosted = new HostedFiles(hosting, media, files, TimeProvider.System);
            await using var server = new MediaServer(hosting, hosted, NullLoggerFactory.Instance);
            await server.StartAsync(CancellationToken.None);
            using var upload = new FileUpload();
            var service = new MediaService(
                new MediaConfiguration(Size) { Hosting = hosting }, media, files, hosted, null!, upload, TimeProvider.System, NullLogger<MediaService>.Instance);
            await using var sink = await StartSinkAsync();
            var slot = new HttpUpload.Slot(new Uri(sink.Urls.First() + "/file"), new Uri(sink.Urls.First() + "/file"), []);
            using var http = new HttpClient();
            Uri? published = null;
            for (var round = 0; round < 3; round++)
            {
                var key = round.ToString(CultureInfo.InvariantCulture);
                await MeasureAsync("to the own store", async () => published = (await service.PublishAsync(null, Jid.Parse("a@b"), new File(), key, CancellationToken.None)).Url);
                await MeasureAsync("from the own store to a client", async () =>
                {
                    await using var content = await http.GetStreamAsync(new Uri(server.Address!, published!.AbsolutePath));
                    await content.CopyToAsync(Stream.Null);
                });
                await MeasureAsync("to a server's web space", async () =>
                {
                    using var spooled = await SpooledFile.FetchAsync(new File(), media.NewTemporary(), Size, TimeProvider.System, CancellationToken.None);
                    await upload.SendAsync(slot, spooled, "application/octet-stream", TimeProvider.System, CancellationToken.None);
                });
            }

            await server.StopAsync(CancellationToken.None);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task MeasureAsync(string name, Func<Task> work)
    {
        GC.Collect();
        // Linux: the peak begins anew.
        await System.IO.File.WriteAllTextAsync("/proc/self/clear_refs", "5");
        var (before, allocated, started) = (Peak(), GC.GetTotalAllocatedBytes(precise: true), Stopwatch.GetTimestamp());
        await work();
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        Console.WriteLine(
            $"{name,-32} {seconds,6:N2} s {(GC.GetTotalAllocatedBytes(precise: true) - allocated) / 1e6,8:N2} MB allocated {(Peak() - before) / 1e6,8:N2} MB more at most, {Peak() / 1e6:N0} MB in all");
    }

    private static long Peak() => 1024 * long.Parse(
        System.IO.File.ReadLines("/proc/self/status").First(static line => line.StartsWith("VmHWM", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

    private static async Task<WebApplication> StartSinkAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(static options => options.Limits.MaxRequestBodySize = null);
        var web = builder.Build();
        web.Run(static async context => await context.Request.Body.CopyToAsync(Stream.Null));
        await web.StartAsync();
        return web;
    }

    /// <summary>A file of a network that comes as fast as it is read.</summary>
    private sealed class File : IFileHandle
    {
        public string? Name => "large.bin";

        public string MediaType => "application/octet-stream";

        public long? Size => NetworkFileBenchmarks.Size;

        public Uri? Url => null;

        public Task<Stream> OpenAsync(CancellationToken stop) => Task.FromResult<Stream>(new Content());
    }

    private sealed class Content : Stream
    {
        private int _left = NetworkFileBenchmarks.Size;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => NetworkFileBenchmarks.Size;

        public override long Position { get => Length - _left; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = Math.Min(count, _left);
            _left -= read;
            return read;
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = Math.Min(buffer.Length, _left);
            _left -= read;
            return ValueTask.FromResult(read);
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
