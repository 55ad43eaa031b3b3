namespace Bridge.Adapters;

/// <summary>Optional: the programs that people use can be asked something (IRC CTCP). The core asks somebody one thing at a time.</summary>
public interface IAsksClients
{
    /// <summary>What somebody uses, as their program says it.</summary>
    /// <exception cref="NetworkException">There is nobody of that id, they are not to be asked, or nothing was answered.</exception>
    Task<ClientSoftware> AskSoftwareAsync(ContactId contact, CancellationToken stop);

    /// <summary>Completes when somebody's program has answered.</summary>
    /// <exception cref="NetworkException">There is nobody of that id, they are not to be asked, or nothing was answered.</exception>
    Task PingAsync(ContactId contact, CancellationToken stop);
}
