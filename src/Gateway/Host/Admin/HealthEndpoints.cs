namespace Bridge.Gateway.Admin;

/// <summary>
/// <c>/health/live</c> (the process runs) and <c>/health/ready</c> (every <see cref="IHealthSource"/> works, else status 503 and a line for
/// each that does not). Without routing and health check services, which would cost more at start than the server itself.
/// </summary>
internal static class HealthEndpoints
{
    /// <summary>Answers one request.</summary>
    public static Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Path != "/health/live" && request.Path != "/health/ready")
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            context.Response.Headers.Allow = "GET, HEAD";
            return Task.CompletedTask;
        }

        var trouble = request.Path == "/health/ready" ? FindTrouble(context.RequestServices) : [];
        context.Response.StatusCode = trouble.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return HttpMethods.IsHead(request.Method)
            ? Task.CompletedTask
            : context.Response.WriteAsync(trouble.Count == 0 ? "ok\n" : string.Concat(trouble), context.RequestAborted);
    }

    private static List<string> FindTrouble(IServiceProvider services) =>
    [
        .. services.GetServices<IHealthSource>()
            .Select(s => (s.Name, s.Trouble))
            .Where(s => s.Trouble is not null)
            .Select(s => $"{s.Name}: {s.Trouble}\n"),
    ];
}
