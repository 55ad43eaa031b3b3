using Bridge.Gateway.Accounts;
using Bridge.Gateway.Configuration;
using Bridge.Store;

namespace Bridge.Gateway.Privileges;

/// <summary>Tells administrators why something could not be shown in the name of users of a server of theirs.</summary>
internal sealed class PrivilegeAdvice
{
    private readonly AdminAdvice<PrivilegeProblem> _advice;

    public PrivilegeAdvice(Network network, AccessPolicy access, SettingStore settings, CancellationToken stop)
    {
        _advice = new AdminAdvice<PrivilegeProblem>(
            network, access, settings, "privilege-advice", (domain, software, problem) => new PrivilegeTexts(network.Domain, domain, software).Of(problem), stop);
        network.Privileges.Missed += user => _advice.Note(user.Domain, network.Privileges.ProblemOf(user.Domain));
        network.Privileges.Changed += domain =>
        {
            if (network.Privileges.Of(domain)?.Problem == PrivilegeProblem.None)
            {
                _advice.Note(domain, PrivilegeProblem.None);
            }
        };
    }

    /// <inheritdoc cref="AdminAdvice{T}.DrainAsync"/>
    public Task DrainAsync() => _advice.DrainAsync();
}
