namespace Bridge.Adapters;

/// <summary>Optional, on the adapter: accounts are made by logging in.</summary>
public interface IHasLogin
{
    /// <summary>Starts one of the <see cref="AdapterDescriptor.LoginFlows"/> for a user, without I/O.</summary>
    ILoginProcess BeginLogin(LoginFlow flow, string user);

    /// <summary>Ends the login on the network's side, as far as it has one. Called once when the user removes the account.</summary>
    /// <exception cref="NetworkException">It could not be ended; the account is removed all the same.</exception>
    Task LogOutAsync(SessionContext account, CancellationToken stop);
}
