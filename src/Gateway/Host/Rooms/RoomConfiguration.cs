using System.Xml.Linq;
using Bridge.Adapters;
using Bridge.Gateway.Accounts;
using Bridge.Xmpp;
using Bridge.Xmpp.Xeps;

namespace Bridge.Gateway.Rooms;

/// <summary>The settings of a group as the form of its owner (XEP-0045 section 10.2). Who may change what is the network's to decide.</summary>
internal static class RoomConfiguration
{
    private const int MaxFields = 100, MaxValue = 10_000;

    /// <summary>Answers a request of the owner.</summary>
    /// <param name="stanza">An IQ with a <c>muc#owner</c> query.</param>
    /// <param name="room">The asker's room, or null when they are not in it.</param>
    /// <param name="link">Where errors go.</param>
    public static void Answer(XElement stanza, Room? room, Components.ComponentLink link)
    {
        if (room is null)
        {
            link.Refuse(stanza, StanzaError.NotAcceptable.WithText("You are not in this room. Join it first."));
        }
        else if (room.Account.Session is not { } session)
        {
            link.Refuse(stanza, StanzaError.RemoteServerTimeout.WithText("The network is not connected."));
        }
        else if (session is not IConfiguresGroups configurer)
        {
            link.Refuse(stanza, StanzaError.FeatureNotImplemented.WithText("This network lets nobody configure rooms."));
        }
        else if (stanza.Type == "get")
        {
            VerbCall.Run(room.Account, stanza, async stop => Stanza.Result(stanza, MucAdmin.BuildOwner(Form(await configurer.GetGroupSettingsAsync(room.Chat, stop)))));
        }
        else
        {
            Set(stanza, room, configurer, link);
        }
    }

    private static void Set(XElement stanza, Room room, IConfiguresGroups configurer, Components.ComponentLink link)
    {
        var request = MucAdmin.ReadOwner(stanza);
        if (request is { IsDestruction: true })
        {
            link.Refuse(stanza, StanzaError.NotAllowed.WithText("The network's rooms cannot be destroyed from here."));
        }
        else if (request?.Form is not { Type: "submit" or "cancel" } form || form.Fields.Count > MaxFields || form.Fields.Any(static field => field.Value?.Length > MaxValue))
        {
            link.Refuse(stanza, StanzaError.BadRequest.WithText("The form is not filled in."));
        }
        else if (form.Type == "cancel")
        {
            link.Send(Stanza.Result(stanza));
        }
        else
        {
            VerbCall.Run(room.Account, stanza, async stop =>
            {
                await ChangeAsync(form, room, configurer, stop);
                return Stanza.Result(stanza);
            });
        }
    }

    /// <summary>
    /// Only what differs from now goes to the network: a form holds all fields, and a user who may change the topic lock need not be allowed to
    /// send the rest again.
    /// </summary>
    private static async Task ChangeAsync(DataForms.Form form, Room room, IConfiguresGroups configurer, CancellationToken stop)
    {
        var now = (await configurer.GetGroupSettingsAsync(room.Chat, stop)).ToDictionary(static setting => setting.Name, StringComparer.Ordinal);
        Dictionary<string, string> changes = new(StringComparer.Ordinal);
        foreach (var field in form.Fields)
        {
            // Fields without a name, FORM_TYPE and what the network does not have are passed over, as the XEP has it.
            if (field.Var is { } name && now.TryGetValue(name, out var setting))
            {
                var value = setting.IsSwitch ? (form.IsTrue(name) ? "1" : "0") : field.Value ?? "";
                if (value != setting.Value)
                {
                    changes[name] = value;
                }
            }
        }

        if (changes.Count > 0)
        {
            await configurer.SetGroupSettingsAsync(room.Chat, changes, stop);
        }
    }

    private static DataForms.Form Form(IReadOnlyList<GroupSetting> settings) => new(
        "form",
        [
            DataForms.FormTypeField("http://jabber.org/protocol/muc#roomconfig"),
            .. settings.Select(static setting =>
                new DataForms.Field(setting.Name, setting.IsSwitch ? "boolean" : setting.Name.Contains("secret", StringComparison.Ordinal) ? "text-private" : "text-single", setting.Value)
                {
                    Label = setting.Label,
                }),
        ])
    {
        Title = "Settings of the room",
    };
}
