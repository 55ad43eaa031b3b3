using Bridge.Adapters;

namespace Bridge.Gateway.Delivery;

/// <summary>What the user last did here about messages, so that it is no news when the network tells of it. The lane's.</summary>
internal sealed class OwnActs
{
    private const int Kept = 16;

    private readonly Queue<(char Kind, string Target, string Value)> _acts = new();

    /// <summary>The network has taken a step.</summary>
    public void Add(HandoverStep? step)
    {
        switch (step)
        {
            case HandoverStep.Edit edit:
                Add('e', edit.Target.Value, edit.Message.Content.Text?.Plain ?? "");
                break;
            case HandoverStep.React react:
                Add('r', react.Target.Value, Text(react.Reactions));
                break;
            case HandoverStep.Retract retract:
                foreach (var target in retract.Targets)
                {
                    Add('t', target.Value, "");
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Whether an event tells of one of them.</summary>
    public bool Contains(NetworkEvent networkEvent) => networkEvent switch
    {
        MessageReceived { FromMe: true, EditOf: { } target } edit => _acts.Contains(('e', target.Value, edit.Content.Text?.Plain ?? "")),
        ReactionsChanged { FromMe: true, Change: SetChange.Replace } changed => _acts.Contains(('r', changed.Target.Value, Text(changed.Reactions))),
        MessagesRetracted { Moderated: false, Targets.Count: > 0 } retracted => retracted.Targets.All(target => _acts.Contains(('t', target.Value, ""))),
        _ => false,
    };

    private void Add(char kind, string target, string value)
    {
        if (_acts.Count == Kept)
        {
            _acts.Dequeue();
        }

        _acts.Enqueue((kind, target, value));
    }

    private static string Text(IEnumerable<string> reactions) => string.Join(' ', reactions.Order(StringComparer.Ordinal));
}
