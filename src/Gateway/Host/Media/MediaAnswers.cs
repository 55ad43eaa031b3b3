using Bridge.Gateway.Configuration;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Bridge.Gateway.Media;

/// <summary>Answers requests for files in the gateway's own store: GET and HEAD of <c>/name of the file in the store/name</c>, and nothing else.</summary>
/// <param name="hosting">Its public address, whose path may stand before that.</param>
/// <param name="files">The store.</param>
internal sealed class MediaAnswers(HostingConfiguration hosting, HostedFiles files)
{
    private readonly PathString _prefix = new(hosting.PublicUrl.AbsolutePath.TrimEnd('/'));

    /// <summary>Answers one request.</summary>
    public async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        response.Headers["Referrer-Policy"] = "no-referrer";
        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
            return;
        }

        var path = request.Path.StartsWithSegments(_prefix, StringComparison.Ordinal, out var rest) ? rest : request.Path;
        if ((path.Value ?? "").Split('/') is not ["", var token, var name] || await files.FindAsync(token, context.RequestAborted) is not var (file, stored)
            || name != FileNames.ForAddress(file.Name, file.MediaType))
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (stored is null || new FileInfo(stored) is not { Exists: true } onDisk)
        {
            response.StatusCode = StatusCodes.Status410Gone;
            return;
        }

        var type = FileNames.SafeType(file.MediaType);
        var disposition = new ContentDispositionHeaderValue(FileNames.IsShown(type) ? "inline" : "attachment");
        disposition.SetHttpFileName(file.Name);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.CacheControl = "private, max-age=86400, immutable";
        var range = request.Headers.Range.ToString();
        if (range.Contains(',', StringComparison.Ordinal) || !range.StartsWith("bytes", StringComparison.OrdinalIgnoreCase))
        {
            // Several ranges at once make of a small request a large answer; the whole file is a legal one too, and so it is to units that are not known.
            request.Headers.Range = default;
        }

        // It knows HEAD, ranges and conditions, and never holds a file in memory.
        PhysicalFileHttpResult result = TypedResults.PhysicalFile(
            onDisk.FullName, type, null, onDisk.LastWriteTimeUtc, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(Convert.FromBase64String(file.Sha256))}\""), enableRangeProcessing: true);
        await result.ExecuteAsync(context);
    }
}
