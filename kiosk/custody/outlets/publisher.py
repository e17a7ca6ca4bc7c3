"""Passes notices on: one thread, which waits for no receiver.

What is about to go is on the disk before it is handed over, and what became of it afterwards: killed
in between, it goes again, with the same number.
"""

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from kiosk.custody.calls.addresses import Addresses
from kiosk.custody.calls.gateway import Gateway, Result
from kiosk.custody.calls.gateway import Message as Sent
from kiosk.custody.outlets.errands import (
    ERRANDS,
    Errand,
    arrived,
    begun,
    failed,
    given_up,
    settled,
)
from kiosk.custody.outlets.receipts import receipt_token
from kiosk.engine.board import SYSTEM
from kiosk.engine.health import Fact
from kiosk.engine.periodic import Periodic
from signage.language.words import NO_WORDS, Message, Words, about, say
from signage.records.outlets import Reading, asked_anew, next_report, readings
from signage.situation.texts import NotePassed, Passed

if TYPE_CHECKING:
    from kiosk.serving.services import Services

FACT: Final = "outlets"
HEAD_START_S: Final = 0.5
"""What is shown in the hall goes first."""
LOOK_S: Final = 0.2
REST_S: Final = 30.0
AT_ONCE: Final = 4
"""Under way to one outlet, so that one that hangs leaves room for others."""


HEADINGS: Final[Mapping[str, Words]] = {
    "correct": Message("outlets.corrected"),
    "withdraw": Message("outlets.withdrawn"),
}
"""Before the title where people read it, in a mail: a program is told by the type."""


class Publisher:
    """``turn`` is that of one repeating thread."""

    def __init__(
        self,
        here: "Services",
        addresses: Addresses | None,
        gateway: Gateway | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        """Without ``addresses`` nothing ever leaves the hall."""
        self._here, self._addresses, self._chance = here, addresses, chance
        self._gateway = gateway or Gateway()
        self._of: object = None
        self.errands: Mapping[str, Errand] = {}
        self._stored: Mapping[str, Errand] = {}
        self._number = 0
        self._told: list[Passed] = []
        self._flying: dict[str, tuple[str, Errand]] = {}
        """By what the gateway knows it by: the errand's key, and the errand as it went."""
        self.turning = Periodic("outlets", self._after_screens, self._rest_s)

    def tell(self, view: object) -> None:
        """Of a new view: the work is the thread's own."""
        self.turning.wake()

    def _after_screens(self) -> None:
        if self.turning.pause(HEAD_START_S):
            self.turn()

    def turn(self) -> None:
        """Raises :class:`StoreError` where it cannot be noted; nothing new leaves until it is."""
        self._take_up()
        now, world = self._here.clock(), self._here.board.view.world
        self._hear(self._gateway.heard())
        if world.timed:
            # A report leaves at its minute, at which no screen changes.
            world = replace(world, now=now)
            before, again = self.errands, asked_anew(world)
            self.errands = settled(before, readings(world), self._next_number, now, again)
            self._tell_given_up(before)
        self._without_address()
        going = self._about_to_go()
        self._store()
        for key, errand, url in going:
            self._hand_over(key, errand, url)

    def stop(self) -> None:
        self.turning.stop()
        self._gateway.stop()

    # ---- what there is

    def _take_up(self) -> None:
        """At the start, and where the hall stands on another log since."""
        store = self._here.store
        if store.identity != self._of:
            self.errands = self._stored = _read(store.fact(FACT))
            self._number = max((one.number for one in self.errands.values()), default=0)
            self._of = store.identity

    def _next_number(self) -> int:
        self._number += 1
        return self._number

    def _put(self, key: str, errand: Errand) -> None:
        self.errands = {**self.errands, key: errand}

    def _store(self) -> None:
        if self._told:
            told = tuple(self._told)
            self._here.board.do(NotePassed(told), SYSTEM)
            del self._told[: len(told)]
        if self.errands != self._stored:
            said = ERRANDS.dump_json(tuple(self.errands.values())).decode()
            self._here.store.put_fact(FACT, said)
            self._stored = self.errands

    # ---- what the other side said

    def _hear(self, results: list[Result]) -> None:
        for result in results:
            key, went = self._flying.pop(result.name, ("", None))
            errand = self.errands.get(key)
            if went is None or errand is None:
                continue
            if result.ok:
                self._put(key, arrived(errand, went, result.handle))
                self._tell(went, "", result.answer)
            elif errand.number == went.number:
                self._fail(key, errand, result.why)

    def _fail(self, key: str, errand: Errand, why: str) -> None:
        self._put(key, failed(errand, why, self._here.clock(), self._chance))
        if why != errand.why:
            self._tell(errand, why)

    def _tell(self, errand: Errand, why: str, answer: str = "") -> None:
        """Each arrival, and each failure that is another than the last."""
        outcome: Any = "failed" if why else "sent"
        one = errand.reading
        act = "report" if one.report else errand.act
        self._told.append(Passed(one.text, one.outlet, act, outcome, why, answer))

    def _tell_given_up(self, before: Mapping[str, Errand]) -> None:
        """Once of each, also of those that an earlier version gave up without a word."""
        after = self._here.board.view.world.situation.after
        gone = [one for key, one in before.items() if key not in self.errands]
        over = [one for one in self.errands.values() if given_up(one)]
        over += [one for one in gone if one.reading.report and one.why]
        for errand in over:
            one = errand.reading
            about = after.texts.get(one.text) or after.upward.get(one.text)
            last = about.passed.get(one.outlet) if about is not None else None
            if last is not None and last.outcome == "failed":
                act: Any = "report" if one.report else errand.act
                self._told.append(Passed(one.text, one.outlet, act, "given-up", errand.why))

    # ---- outside

    def _url(self, errand: Errand) -> str | None:
        outlet = self._here.board.view.content.hall.calls.outlet.get(errand.reading.outlet)
        if outlet is None or self._addresses is None:
            return None
        return self._addresses.of(outlet.address)

    def _without_address(self) -> None:
        for key, errand in list(self.errands.items()):
            if self._is_due(errand) and self._url(errand) is None:
                self._fail(key, errand, "no-setting" if self._addresses is None else "no-address")

    def _is_due(self, errand: Errand) -> bool:
        return errand.due is not None and errand.due <= self._here.clock()

    def _about_to_go(self) -> list[tuple[str, Errand, str]]:
        """What is due and may go now, each counted as begun."""
        flying = {key for key, _ in self._flying.values()}
        busy = [went.reading.outlet for _, went in self._flying.values()]
        found = []
        for key, errand in list(self.errands.items()):
            url, outlet = self._url(errand), errand.reading.outlet
            waits = url is None or not self._is_due(errand) or key in flying
            if url is not None and not waits and busy.count(outlet) < AT_ONCE:
                busy.append(outlet)
                self._put(key, begun(errand))
                found.append((key, self.errands[key], url))
        return found

    def _hand_over(self, key: str, errand: Errand, url: str) -> None:
        name = f"{errand.number}/{errand.tries}"
        self._flying[name] = (key, errand)
        said = self._said(errand)
        heading = HEADINGS.get(errand.act)
        title = say(about(heading, said["title"])) if heading else said["title"]
        self._gateway.send(Sent(name, url, title, said["text"], said))

    def _said(self, errand: Errand) -> dict[str, str]:
        """All values are texts: what a webhook gets, and what other ways make theirs of."""
        one, hall = errand.reading, self._here.board.view.content.hall
        base = (hall.public_url or "").rstrip("/")
        receipt = f"{base}/receipt/{self._token(one)}" if base and one.report else ""
        text = one.body
        if receipt:
            text = f"{text}\n\n{say(Message('upward.please-confirm', link=receipt))}"
        return {
            "type": "report" if one.report else f"notice.{errand.act}",
            "id": f"{hall.id}-{errand.number}",
            "notice": f"{hall.id}-{one.name}",
            "handle": errand.handle,
            "hall": say(hall.name),
            "issuer": say(hall.issuer),
            "title": one.title,
            "text": text,
            "receipt": receipt,
            "english": one.english,
            "issued_at": one.issued_at.isoformat(timespec="seconds"),
            "url": f"{base}/status#{one.text}" if base and not one.report else "",
        }

    def _token(self, one: Reading) -> str:
        return receipt_token(self._here.believed("links"), one.text, one.outlet)

    # ---- when it turns next, and how it fares

    def _rest_s(self) -> float | None:
        if self._flying:
            return LOOK_S
        now, world = self._here.clock(), self._here.board.view.world
        due = [one.due for one in self.errands.values() if one.due is not None]
        if not due:
            self._gateway.stop()
        due += [at for at in next_report(world) if at > now]
        if not due:
            return None
        return min(REST_S, max(LOOK_S, (min(due) - now) / timedelta(seconds=1)))

    def facts(self) -> list[Fact]:
        """That every outlet's address is in the file."""
        said = self._wrong()
        return [Fact("outlets", said is NO_WORDS, self._here.health.now(), said, vital=False)]

    def _wrong(self) -> Words:
        outlets = self._here.board.view.content.hall.calls.outlets
        if self._addresses is None or not outlets:
            return NO_WORDS
        return self._addresses.lacks({one.address for one in outlets})


def _read(said: str | None) -> Mapping[str, Errand]:
    """What another version wrote otherwise is begun anew: at least once, not at most."""
    try:
        kept = ERRANDS.validate_json(said) if said else ()
    except ValidationError:
        kept = ()
    return {one.reading.key: one for one in kept}


def publishing(here: "Services", file: Path | None) -> Periodic:
    """Over a file of addresses or none; told of views after everything that shows something."""
    here.publisher = publisher = Publisher(here, Addresses(file) if file is not None else None)
    here.board.subscribe("outlets", publisher.tell)
    here.health.add(publisher.facts)
    here.health.watch(publisher.turning, Message("outlets.passing-on-notices"), vital=False)
    return publisher.turning
