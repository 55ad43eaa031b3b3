namespace Bridge.Adapters;

/// <summary>A login on its way: a step at a time, until <see cref="LoginDone"/>. Disposed when cancelled or after ten minutes of silence.</summary>
public interface ILoginProcess : IAsyncDisposable
{
    /// <summary>The first step.</summary>
    /// <exception cref="NetworkException">It cannot be started; the text is for the user.</exception>
    Task<LoginStep> StartAsync(CancellationToken stop);

    /// <summary>The next step after a <see cref="LoginInput"/>, <see cref="LoginChoice"/> or <see cref="LoginDisplay"/>.</summary>
    /// <param name="values">The fields' values by name; empty after a display step. May hold secrets: never log them.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="NetworkException">The login failed; the text is for the user.</exception>
    Task<LoginStep> ContinueAsync(IReadOnlyDictionary<string, string> values, CancellationToken stop);
}
