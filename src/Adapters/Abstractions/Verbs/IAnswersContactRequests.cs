namespace Bridge.Adapters;

/// <summary>Optional: people ask to be in the contact list (<see cref="ContactRequested"/>), and are told whether they are.</summary>
public interface IAnswersContactRequests
{
    /// <summary>Accepts or declines somebody's request. Who is accepted is in the contact list then.</summary>
    /// <exception cref="NetworkException">It was refused, or there is no such request (<see cref="NetworkError.NotFound"/>).</exception>
    Task AnswerContactRequestAsync(ContactId contact, bool accept, CancellationToken stop);
}
