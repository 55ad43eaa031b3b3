using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Keeps what the gateway logs, apart what it logs as an error: a scenario that seems to go well may have left one.</summary>
internal sealed class ErrorLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Errors { get; } = new();

    /// <summary>Everything, of every level.</summary>
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{formatter(state, exception)} {exception}".Trim();
        Lines.Enqueue(line);
        if (logLevel >= LogLevel.Error)
            Errors.Enqueue(line);
    }

    public void Dispose()
    {
    }
}
