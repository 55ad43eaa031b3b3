using Bridge.Gateway.Delivery;
using Bridge.Xmpp;

namespace Bridge.Gateway.Privileges;

// Who waits until it is known what a server lets the gateway do.
internal sealed partial class ServerPrivileges
{
    private HashSet<Conversation> _waiting = [];
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a server has told what it grants, or has had the time to, or the stream has fallen.</summary>
    public async Task WhenToldAsync(string domain, CancellationToken end)
    {
        while (true)
        {
            Task news;
            lock (_gate)
            {
                if (!_isUp || _isSettled || _grants.ContainsKey(domain))
                {
                    return;
                }

                news = _news.Task;
            }

            await news.WaitAsync(end);
        }
    }

    /// <summary>The same; while it is not known, the conversation is woken as soon as it is.</summary>
    public OwnVoice AwaitVoiceOf(Jid user, Conversation conversation)
    {
        lock (_gate)
        {
            var voice = Voice(user.Domain);
            if (voice == OwnVoice.NotKnownYet)
            {
                _waiting.Add(conversation);
            }

            return voice;
        }
    }

    private void Settled(long stream)
    {
        lock (_gate)
        {
            if (stream != _stream || !_isUp)
            {
                return;
            }

            _isSettled = true;
        }

        Wake();
    }

    private void Known(string domain)
    {
        Changed?.Invoke(domain);
        Wake();
    }

    private void Wake()
    {
        HashSet<Conversation> waiting;
        lock (_gate)
        {
            (waiting, _waiting) = (_waiting, []);
        }

        foreach (var conversation in waiting)
        {
            conversation.Wake();
        }

        Tell();
    }

    private void Tell()
    {
        TaskCompletionSource news;
        lock (_gate)
        {
            (news, _news) = (_news, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        news.SetResult();
    }
}
