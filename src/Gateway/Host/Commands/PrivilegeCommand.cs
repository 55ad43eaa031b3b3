using System.Text;
using Bridge.Gateway.Accounts;
using Bridge.Gateway.Privileges;

namespace Bridge.Gateway.Commands;

/// <summary>The command that shows administrators what XMPP servers let the gateway do in their users' names.</summary>
internal sealed class PrivilegeCommand(Network network)
{
    public Command Shown => new("privileges", "Show what XMPP servers let this gateway do for their users", (_, _) => Task.FromResult(Show()))
    {
        Access = CommandAccess.Admin,
        Places = CommandPlaces.Gateway,
    };

    private CommandOutcome Show()
    {
        var (privileges, text) = (network.Privileges, new StringBuilder());
        foreach (var (domain, grant) in privileges.List())
        {
            var granted = grant.Permissions;
            List<string> names =
            [
                .. (granted.RosterGet, granted.RosterSet) switch { (true, true) => ["roster"], (true, false) => ["roster (read)"], (false, true) => ["roster (write)"], _ => Array.Empty<string>() },
                .. granted.OutgoingMessages ? ["messages"] : Array.Empty<string>(),
                .. granted.Presence ? ["presence"] : Array.Empty<string>(),
                .. granted.IqGet.Union(granted.IqSet).Order(StringComparer.Ordinal),
            ];
            text.Append(domain).Append(": ").AppendJoin(", ", names.DefaultIfEmpty("nothing"));
            text.Append(grant.Refusals == 0 ? "" : $"; messages that it has refused: {grant.Refusals}").Append('\n');
            if (new PrivilegeTexts(network.Domain, domain, grant.Software).Of(grant.Problem) is { } problem)
            {
                text.Append(problem).Append('\n');
            }
        }

        if (privileges.Home.Length > 0 && privileges.Of(privileges.Home) is null)
        {
            text.Append(new PrivilegeTexts(network.Domain, privileges.Home, null).Of(PrivilegeProblem.NothingAdvertised)).Append('\n');
        }

        return new CommandOutcome(text.ToString().TrimEnd());
    }
}
