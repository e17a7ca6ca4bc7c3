"""What goes out for a call, by its way: words and a link for a reader, a form for a push service."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from kiosk.custody.calls.addresses import CALL, PHONE, PUSH, PUSHES, TELEPHONE, Addresses
from kiosk.custody.calls.gateway import Message as Sent
from kiosk.custody.calls.links import link_to
from kiosk.custody.calls.subscribers import Named, Subscribers, read_named
from kiosk.drawing.beforehand.voice.engine import Engine
from kiosk.store import StoreError
from kiosk.store.tables.outbox import Call, Try
from signage.hall.model import Hall
from signage.language.words import NO_WORDS, Message, Words, say

if TYPE_CHECKING:
    from kiosk.serving.services import Services

PRESSING: Final[Mapping[int, tuple[str, int]]] = {
    1: ("high", 4 * 3600),
    2: ("high", 4 * 3600),
    3: ("normal", 3600),
    4: ("low", 900),
}
"""By level: how a push service is to hurry (RFC 8030, 5.3), and for how many seconds at most it keeps
a push for a browser that is off; none outlives its call."""
TEXT_MAX: Final = 700
"""Letters of a push: Chinese ones take three bytes each, and a push service takes 3,900 in all."""
NO_LINK: Final = "/console/calls"


class Messages:
    """Belongs to the thread that calls; :meth:`named` may be asked from any."""

    def __init__(self, here: "Services", addresses: Addresses | None, devices: Subscribers) -> None:
        self._here, self._addresses, self.devices = here, addresses, devices
        self.speech: Engine | None = None
        """What says the words of a call; the same that speaks for the signs."""

    def hinders(self, call: Call, one: Try) -> str:
        """Why nothing can go out on this way; empty where something can."""
        if self._addresses is None:
            return "no-setting"
        why = self._addresses.hinders(one.address)
        if why or one.way != PUSHES:
            return why
        if self.named() is None:
            return "bad-address"
        return "" if self.devices.targets(call.person) else "no-device"

    def let_go(self, hall: Hall) -> None:
        """Of who may not sign in any more no browser is kept. Where that cannot be written it is tried
        anew the next time: no call waits for it."""
        asked = self.devices.persons()
        rows = {
            one.id: self._here.people.staff(one.name)
            for one in hall.calls.people
            if one.id in asked
        }
        with suppress(StoreError):
            self.devices.leave(
                name for name, row in rows.items() if row is not None and not row.active
            )

    def named(self) -> Named | None:
        """None where no setting lets the hall speak to push services."""
        line = self._addresses.of(PUSHES) if self._addresses is not None else None
        with suppress(ValueError):
            return read_named(line) if line is not None else None
        return None

    def lacking(self, hall: Hall) -> Words:
        """What is wrong with the file of addresses; no words where nothing is, or nobody needs it."""
        if self._addresses is None:
            return NO_WORDS
        ways = (way for person in hall.calls.people for way in person.ways)
        return self._addresses.lacks({way.named for way in ways if way.named})

    def of(self, hall: Hall, call: Call, name: str, url: str) -> Sent:
        lang = hall.calls.person[call.person].language
        title = say(Message("calls.title", number=call.number, hall=hall.name), lang)
        if url.startswith(PUSH):
            return Sent(name, PUSH, title, "", self._push(hall, call, title, lang))
        if url.startswith(CALL):
            return Sent(name, url, title, "", self._call(hall, call, lang))
        body = say(self._body(hall, call), lang)
        if url.startswith(TELEPHONE):
            body = say(Message("calls.body-by-text", body=body, number=call.number), lang)
        return Sent(name, url, title, body)

    def _body(self, hall: Hall, call: Call) -> Words:
        at, link = f"{hall.local(call.at):%H:%M}", self._link(hall, call)
        if not link:
            return Message("calls.body-without-link", said=call.words, at=at, number=call.number)
        return Message("calls.body", said=call.words, at=at, number=call.number, link=link)

    def _link(self, hall: Hall, call: Call) -> str:
        """Empty where no browser outside could open one."""
        if hall.public_url is None:
            return ""
        return link_to(hall.public_url, self._here.believed("links"), call, hall.calls.link_h)

    def _call(self, hall: Hall, call: Call, lang: str) -> Mapping[str, Any]:
        at = f"{hall.local(call.at):%H:%M}"
        return {
            "account": (self._addresses.of(PHONE) if self._addresses is not None else None) or "",
            "speak": self.speech.command if self.speech is not None else (),
            "lang": lang, "text": say(Message("telephone.body", said=call.words, at=at), lang),
        }  # fmt: skip

    def _push(self, hall: Hall, call: Call, title: str, lang: str) -> Mapping[str, Any]:
        """The same words as on any other way. ``topic`` and ``tag``: the newest takes the place of an
        older one about the same call, which nobody has seen yet."""
        named = self.named()
        urgency, keeps_s = PRESSING[call.level] if not call.life else PRESSING[1]
        left_s = max(0, round((call.until - self._here.clock()).total_seconds()))
        at = f"{hall.local(call.at):%H:%M}"
        told = {
            "title": title, "lang": lang, "tag": f"call-{call.number}", "stays": call.life,
            "body": say(Message("push.body", said=call.words, at=at), lang)[:TEXT_MAX],
            "link": self._link(hall, call) or NO_LINK,
        }  # fmt: skip
        return {
            "targets": self.devices.targets(call.person), "key": self.devices.key(),
            "contact": named.contact if named is not None else "",
            "text": json.dumps(told, ensure_ascii=False), "topic": f"call-{call.number}",
            "urgency": urgency, "ttl": min(left_s, keeps_s),
        }  # fmt: skip
