namespace Bridge.Adapters;

/// <summary>What a login asks of the user next: <see cref="LoginInput"/>, <see cref="LoginChoice"/>, <see cref="LoginDisplay"/> or <see cref="LoginDone"/>.</summary>
public abstract record LoginStep
{
    private protected LoginStep()
    {
    }

    /// <summary>What to do, in a sentence or two.</summary>
    public string? Instructions { get; init; }

    /// <summary>What was wrong with the answer to the step before; the step is asked again.</summary>
    public string? Error { get; init; }
}
