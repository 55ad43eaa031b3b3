namespace Bridge.Adapters;

/// <summary>Optional, on the adapter: accounts are made by logging in.</summary>
public interface IHasLogin
{
    /// <summary>Starts one of the <see cref="AdapterDescriptor.LoginFlows"/> for a user, without I/O.</summary>
    ILoginProcess BeginLogin(LoginFlow flow, string user);

    /// <summary>Ends the login on the network's side, as far as it has one: the user logs out, or removes the account. What belongs to the account there stays, so
    /// that the user finds it again when they log in again. After a crash it may be called once more.</summary>
    /// <exception cref="NetworkException">It could not be ended; it is forgotten here all the same.</exception>
    Task LogOutAsync(SessionContext account, CancellationToken stop);
}
