using Bridge.Gateway.Accounts;
using Bridge.Gateway.Configuration;
using Bridge.Store;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Privileges;

/// <summary>
/// Tells administrators, once for each change and over restarts, why something could not be shown in the name of users of a server of theirs, and how to mend it.
/// </summary>
internal sealed partial class PrivilegeAdvice
{
    private readonly Network _network;
    private readonly List<Jid> _admins;
    private readonly SettingStore _settings;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, PrivilegeProblem> _told = new(StringComparer.Ordinal);
    private readonly ILogger _log;
    private readonly OwnedTasks _tasks;

    public PrivilegeAdvice(Network network, AccessPolicy access, SettingStore settings, CancellationToken stop)
    {
        (_network, _settings) = (network, settings);
        _admins = [.. access.Admins.Select(static admin => Jid.TryParse(admin, out var jid) ? jid.Bare : null).OfType<Jid>()];
        _log = network.Loggers.CreateLogger<PrivilegeAdvice>();
        _tasks = new OwnedTasks(_log, stop);
        network.Privileges.Missed += user => Note(user.Domain);
        network.Privileges.Changed += domain =>
        {
            if (network.Privileges.Of(domain)?.Problem == PrivilegeProblem.None)
            {
                Note(domain);
            }
        };
    }

    /// <summary>Completes when nothing is being told any more, after the token given to the constructor was cancelled.</summary>
    public Task DrainAsync() => _tasks.DrainAsync();

    private void Note(string domain)
    {
        if (!_network.Privileges.IsOurs(domain))
        {
            return;
        }

        var problem = _network.Privileges.ProblemOf(domain);
        lock (_gate)
        {
            if (_told.TryGetValue(domain, out var told) && told == problem)
            {
                return;
            }

            _told[domain] = problem;
        }

        _tasks.Run(domain, stop => TellAsync(domain, problem, stop));
    }

    private async Task TellAsync(string domain, PrivilegeProblem problem, CancellationToken stop)
    {
        var software = _network.Privileges.Of(domain)?.Software;
        if (problem != PrivilegeProblem.None && software is null && Jid.TryParse(domain, out var server))
        {
            var answer = await _network.Requests.AskAsync(server, SoftwareVersion.BuildRequest(), VerbCall.Patience, stop);
            software = answer is null ? null : SoftwareVersion.Read(answer);
        }

        var before = await _settings.ReplaceAsync($"privilege-advice/{_network.Name}/{domain}", problem.ToString(), stop);
        if (before == problem.ToString() || new PrivilegeTexts(_network.Domain, domain, software).Of(problem) is not { } text)
        {
            return;
        }

        LogMissing(_log, _network.Name, text);
        foreach (var admin in _admins)
        {
            _network.Link.SendTracked(Stanza.Message(_network.ControlContact, admin, "chat", Guid.CreateVersion7().ToString("N"), Stanza.BodyOf(text)), null);
        }
    }

    [LoggerMessage(2202, LogLevel.Warning, "{Network}: {Problem}")]
    private static partial void LogMissing(ILogger log, string network, string problem);
}
