namespace Bridge.Adapters;

/// <summary>Optional: the user's own name and picture can be shown on the network.</summary>
public interface IPublishesProfile
{
    /// <summary>Sets what is not null; an empty name clears it.</summary>
    /// <exception cref="NetworkException">It was refused.</exception>
    Task SetProfileAsync(string? name, IFileHandle? avatar, CancellationToken stop);
}
