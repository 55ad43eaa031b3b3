using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Bridge.Adapters.Tests.Irc;

/// <summary>Keeps what is logged as warning or worse: a line that could not be handled is a mistake of ours.</summary>
internal sealed class FailureLog : ILoggerFactory, ILogger
{
    internal ConcurrentQueue<string> Failures { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            Failures.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception}");
    }

    public void Dispose()
    {
    }
}
