"""One slixmpp client, told what to do by lines of JSON on stdin; says what happens by lines of JSON on stdout."""

import asyncio
import hashlib
import json
import sys

import slixmpp
from slixmpp.exceptions import IqError
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

PLUGINS = (
    "xep_0004", "xep_0030", "xep_0050", "xep_0054", "xep_0066", "xep_0077", "xep_0084", "xep_0085", "xep_0115", "xep_0153", "xep_0172",
    "xep_0184", "xep_0199", "xep_0280", "xep_0308", "xep_0333", "xep_0359", "xep_0424", "xep_0428", "xep_0444", "xep_0461",
)
RETRACT = "{urn:xmpp:message-retract:1}retract"
FALLBACK = "{urn:xmpp:fallback:0}fallback"


def write(line):
    print(json.dumps(line, ensure_ascii=False), flush=True)


def quotation(message):
    """What of the body is a quotation for those who know no replies (XEP-0428; this slixmpp knows an older form)."""
    for fallback in message.xml.findall(FALLBACK):
        body = fallback.find("{urn:xmpp:fallback:0}body")
        if fallback.get("for") == "urn:xmpp:reply:0" and body is not None:
            return message["body"][int(body.get("start")):int(body.get("end"))]
    return ""


def describe(message):
    """A message stanza as what slixmpp's plugins read from it."""
    said = {"from": str(message["from"]), "to": str(message["to"]), "type": message["type"], "id": message["id"], "body": message["body"]}
    if message.get_plugin("error", check=True):
        said["error"] = message["error"]["text"] or message["error"]["condition"]
    if message.get_plugin("replace", check=True):
        said["replace"] = message["replace"]["id"]
    if message.get_plugin("reactions", check=True):
        said["reactions"] = {"id": message["reactions"]["id"], "emoji": sorted(message["reactions"]["values"])}
    if message.get_plugin("reply", check=True):
        quoted = quotation(message)
        said["reply"] = {"id": message["reply"]["id"], "to": message["reply"]["to"], "quoted": quoted, "text": message["body"][len(quoted):]}
    if message.get_plugin("oob", check=True):
        said["file"] = message["oob"]["url"]
    if message.xml.find(RETRACT) is not None:
        said["retract"] = message.xml.find(RETRACT).get("id")
    if message["receipt"]:
        said["receipt"] = message["receipt"]
    for marker in ("received", "displayed", "acknowledged"):
        if message.get_plugin(marker, check=True):
            said["marker"] = {"kind": marker, "id": message[marker]["id"]}
    if message["chat_state"]:
        said["state"] = message["chat_state"]
    return said


class Client(slixmpp.ClientXMPP):
    def __init__(self, jid, password):
        super().__init__(jid, password)
        for plugin in PLUGINS:
            self.register_plugin(plugin)
        self.whitespace_keepalive = False
        self.form = None
        self.command = None
        self.register_handler(Callback("every message", MatchXPath("{jabber:client}message"), self.on_message))
        self.add_event_handler("carbon_sent", lambda stanza: self.on_copy("sent", stanza["carbon_sent"]))
        self.add_event_handler("carbon_received", lambda stanza: self.on_copy("received", stanza["carbon_received"]))
        self.add_event_handler("roster_update", lambda _: self.tell_roster())
        self.add_event_handler("changed_status", self.on_presence)
        self.add_event_handler("presence_subscribe", lambda stanza: write({"event": "asked", "from": stanza["from"].bare, "nick": stanza["nick"]["nick"]}))
        self.add_event_handler("vcard_avatar_update", lambda stanza: write(
            {"event": "picture", "by": "vcard", "from": stanza["from"].bare, "hash": stanza["vcard_temp_update"]["photo"]}))
        self.add_event_handler("avatar_metadata_publish", self.on_avatar)

    def on_message(self, message):
        if not (message.get_plugin("carbon_sent", check=True) or message.get_plugin("carbon_received", check=True)):
            write({"event": "message", **describe(message)})

    def on_copy(self, way, message):
        write({"event": "copy", "way": way, **describe(message)})

    def on_presence(self, presence):
        write({"event": "presence", "from": str(presence["from"]), "type": presence["type"], "status": presence["status"]})

    def on_avatar(self, message):
        for item in message["pubsub_event"]["items"]["substanzas"]:
            write({"event": "picture", "by": "pep", "from": message["from"].bare, "hash": item["id"]})

    def tell_roster(self):
        listed = {
            jid: {"name": self.client_roster[jid]["name"], "groups": list(self.client_roster[jid]["groups"]), "subscription": self.client_roster[jid]["subscription"]}
            for jid in self.client_roster.keys() if self.client_roster[jid]["subscription"] != "none"
        }
        write({"event": "roster", "items": listed})

    # What can be asked for.

    async def do_connect(self, port):
        ready = asyncio.get_running_loop().create_future()
        self.add_event_handler("session_start", lambda _: ready.set_result(None))
        self.add_event_handler("failed_all_auth", lambda _: ready.set_exception(RuntimeError("refused")))
        self.connect(address=("127.0.0.1", port), disable_starttls=True, force_starttls=False)
        await ready
        await self["xep_0280"].enable()
        await self.get_roster()
        self.send_presence()

    async def do_show(self):
        self.send_presence()

    async def do_features(self, to):
        info = (await self["xep_0030"].get_info(to))["disco_info"]
        return {"identities": sorted("/".join(identity[:2]) for identity in info["identities"]), "features": sorted(info["features"])}

    async def do_form(self, to):
        """The form of a registration (XEP-0077)."""
        answer = await self["xep_0077"].get_registration(jid=to)
        self.form = answer["register"]["form"]
        return {"registered": answer["register"]["registered"], "fields": list(self.form.get_fields().keys())}

    async def do_register(self, to, **values):
        """Sends the form, filled in."""
        iq = self.make_iq_set(ito=to)
        iq.enable("register")
        iq["register"].append(self.filled(self.form, values))
        await iq.send()

    async def do_commands(self, to):
        items = (await self["xep_0050"].get_commands(to))["disco_items"]["items"]
        return {node: name for _, node, name in items}

    async def do_command(self, to, node, values=None):
        """A step of a command (XEP-0050): the first, or the next with what is filled in."""
        step, session, action = None, None, "execute"
        if values is not None:
            step, session, action = self.filled(self.command["form"], values), self.command["sessionid"], "next"
        answer = await self["xep_0050"].send_command(to, node, action=action, payload=step, sessionid=session)
        self.command = answer["command"]
        form = self.command["form"] if self.command.get_plugin("form", check=True) else None
        return {
            "status": self.command["status"],
            "notes": [text for _, text in self.command["notes"]],
            "fields": list(form.get_fields().keys()) if form else [],
        }

    async def do_vcard(self, of):
        card = (await self["xep_0054"].get_vcard(of))["vcard_temp"]
        return {"name": card["FN"], "type": card["PHOTO"]["TYPE"], "hash": hashlib.sha1(card["PHOTO"]["BINVAL"]).hexdigest()}

    async def do_avatar(self, of, id):
        answer = await self["xep_0084"].retrieve_avatar(of, id)
        return {"hash": hashlib.sha1(answer["pubsub"]["items"]["item"]["avatar_data"]["value"]).hexdigest()}

    async def do_say(self, to, body, replace=None, reply=None, quoted=None):
        message = self.make_message(mto=to, mbody=body, mtype="chat")
        message["id"] = self.new_id()
        message["request_receipt"] = True
        message["chat_state"] = "active"
        if replace:
            message["replace"]["id"] = replace
        if reply:
            message["reply"]["to"], message["reply"]["id"] = to, reply
            mark = slixmpp.ET.SubElement(message.xml, FALLBACK, {"for": "urn:xmpp:reply:0"})
            slixmpp.ET.SubElement(mark, "{urn:xmpp:fallback:0}body", {"start": "0", "end": str(len(quoted))})
            message["body"] = quoted + body
        message.send()
        return message["id"]

    async def do_react(self, to, id, emoji):
        self["xep_0444"].send_reactions(to, id, emoji)

    async def do_retract(self, to, id):
        self["xep_0424"].send_retraction(to, id)

    async def do_mark(self, to, id, kind):
        self["xep_0333"].send_marker(to, id, kind)

    async def do_state(self, to, state):
        message = self.make_message(mto=to, mtype="chat")
        message["chat_state"] = state
        message.send()

    @staticmethod
    def filled(form, values):
        """A form filled in as a client does, which sends all fields back."""
        for name, value in values.items():
            form.get_fields()[name]["value"] = value
        form["type"] = "submit"
        return form


async def read(client):
    lines = asyncio.StreamReader()
    await client.loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    while line := await lines.readline():
        wanted = json.loads(line)
        request, verb = wanted.pop("request"), wanted.pop("do")
        try:
            write({"request": request, "result": await getattr(client, "do_" + verb)(**wanted)})
        except IqError as error:
            write({"request": request, "error": error.iq["error"]["text"] or error.iq["error"]["condition"]})
        except Exception as error:  # Whatever it is, the test is told.
            write({"request": request, "error": repr(error)})


def main():
    client = Client(sys.argv[1], sys.argv[2])
    client.loop.run_until_complete(read(client))


main()
