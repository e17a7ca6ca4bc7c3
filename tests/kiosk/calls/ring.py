"""A hall that calls people, with a gateway that does what a test says."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from kiosk.content.reader import Content
from kiosk.custody.calls.addresses import Addresses
from kiosk.custody.calls.caller import Caller
from kiosk.custody.calls.gateway import Gateway, Message, Result
from kiosk.serving.services import NAME, Services
from kiosk.store.tables.outbox import Call
from signage.hall.calls import Calls
from signage.hall.model import Hall
from signage.situation.commands import Change, Command, Raise
from signage.situation.incidents import Actor
from tests.cast import CATALOGUE, GUIDE, HALL, SUPERVISOR
from tests.kiosk.house import House

WANG: dict[str, Any] = {"id": "wang", "name": "王", "tier": 1, "level": 2}
NTFY, SMS, MAIL = ({"way": way, "address": way} for way in ("ntfy", "sms", "mail"))
CONSOLE = {"way": "console"}
SECRET = "tk_unutterable"
URL = f"ntfy://{SECRET}@ntfy.example/hall"
PUBLIC = "https://hall.example"


def calling(*people: dict[str, Any], **more: Any) -> Hall:
    listed = [{"ways": [NTFY, SMS], **one} for one in people or (WANG,)]
    calls = Calls.model_validate({"people": listed, **more})
    return HALL.model_copy(update={"calls": calls, "public_url": PUBLIC})


def content_of(hall: Hall) -> Content:
    documents = {
        "hall": hall.model_dump(mode="json"),
        "catalogue": CATALOGUE.model_dump(mode="json"),
    }
    return Content(hall, CATALOGUE, documents, "0" * 64, ())


@dataclass
class Post:
    """Stands for the process that speaks to gateways."""

    does: Callable[[Message], str] = lambda message: ""
    """Why it is not sent; empty: it is."""
    got: list[Message] = field(default_factory=list)
    """Whatever was handed over, in order."""
    held: bool = False
    """It answers nothing yet."""
    flying: dict[str, float] = field(default_factory=dict)
    _left: list[Message] = field(default_factory=list)

    def send(self, message: Message) -> None:
        self.got.append(message)
        self._left.append(message)

    def heard(self) -> list[Result]:
        if self.held:
            return []
        done, self._left = self._left, []
        return [Result(one.name, not (why := self.does(one)), why) for one in done]

    def stop(self) -> None:
        self._left.clear()

    @property
    def delivered(self) -> list[Message]:
        return [one for one in self.got if not self.does(one)]


class Ring:
    """A house, its caller and its post; time passes when told."""

    def __init__(self, data: Path, hall: Hall | None = None, *, setting: bool = True) -> None:
        self.data, self.hall = data, hall or calling()
        self.file = data / "ways.toml"
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.write(ntfy=URL, sms=f"json://{SECRET}.example/sms", mail="mailto://a:b@c.example")
        self.setting = setting
        self.post = Post()
        self._open()

    def _open(self) -> None:
        self.house = House(self.data / "data", content_of(self.hall))
        self.here = cast(Services, self.house.app.extensions[NAME])
        addresses = Addresses(self.file) if self.setting else None
        self.caller = Caller(self.here, addresses, cast(Gateway, self.post), lambda: 0.5)
        self.here.caller = self.caller

    def write(self, **addresses: str) -> None:
        lines = (f"{name} = {json.dumps(url)}\n" for name, url in addresses.items())
        self.file.write_text("".join(lines), "utf-8")
        self.file.chmod(0o600)

    def killed(self) -> None:
        """The process dies and another begins; what was under way is nobody's any more."""
        now = self.house.clock.now
        self.house.close()
        self.post = Post(self.post.does, self.post.got)
        self._open()
        self.house.clock.now = now

    def close(self) -> None:
        self.house.close()

    def do(self, command: Command, actor: Actor = GUIDE) -> str:
        outcome = self.house.board.do(command, actor)
        return outcome.incident.id if outcome.incident else ""

    def raised(self, kind: str = "FIRE", *targets: str) -> str:
        return self.do(Raise(kind, targets or ("hall",)))

    def taken(self, number: str) -> None:
        self.do(Change(number, "acknowledge"), SUPERVISOR)

    def turn(self, times: int = 2) -> None:
        """Handed over in one turn, heard of in the next."""
        for _ in range(times):
            self.caller.turn()

    def later(self, **by: float) -> None:
        self.house.clock.later(**by)
        self.house.board.catch_up()
        self.turn()

    def lasts(self, minutes: int) -> None:
        """A minute after the other."""
        for _ in range(minutes):
            self.later(minutes=1)

    @property
    def ways(self) -> list[str]:
        """What was handed over, by the way's address."""
        return [one.url.partition(":")[0] for one in self.post.got]

    @property
    def calls(self) -> list[Call]:
        return list(self.caller.shown)

    def told(self) -> list[tuple[str, str, str]]:
        events = (recorded.event for recorded in self.house.store.events())
        return [(e.way, e.outcome, e.why) for e in events if e.type == "call_told"]
