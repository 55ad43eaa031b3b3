using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Bridge.Gateway.Tests.Scenarios;

/// <summary>Keeps what the gateway logs as an error: a scenario that seems to go well may have left one.</summary>
internal sealed class ErrorLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Errors { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Errors.Enqueue($"{formatter(state, exception)} {exception}".Trim());
    }

    public void Dispose()
    {
    }
}
