"""One hall played: what is raised in each situation, what is done then, and all that is read."""

import json
import re
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.unchanged.forms import filled
from tests.unchanged.plain import plain
from tests.unchanged.served import Served
from tests.unchanged.situations import Raised

BEGIN = datetime(2026, 12, 15, 0, 20, 20, tzinfo=UTC)
"""The last filing day of a month, 08:20 in the hall. At second 20, so that no minute ends while
something is read."""
APART = timedelta(minutes=12)
"""From one situation to the next: sixty of them see the hall before its hours, open, at noon and
closed."""
LATER = timedelta(minutes=4, seconds=5)
"""How long a situation lasts when it is read."""
OPEN_PAGES = ("/", "/status", "/feed.atom")
MACHINE_PAGES = ("/api/v1/hall", "/api/v1/duties", "/api/v1/incidents")
STAFF_PAGES = ("/console", "/console/part/open", "/console/part/alarm", "/console/part/standing",
               "/console/part/windows", "/console/plan", "/notices")  # fmt: skip
RARE_PAGES = (
    "/console/part/screens", "/console/part/lamps", "/console/part/assists", "/console/part/plan", "/console/kinds",
    "/console/numbers", "/console/talk", "/console/assess", "/console/ledger", "/console/ledger/new", "/drills",
    "/facilities/lamps/part/list", "/facilities/opening", "/facilities/print", "/facilities/registers", "/reports",
    "/reports/statistics", "/notices/new",
)  # fmt: skip
FIXED_PAGES = (
    "/api/v1/openapi.json", "/facilities/lamps", "/facilities/lamps.toml", "/facilities/lamps/new",
    "/console/ledger/template.csv", "/sign-in", "/console/locked", "/no-such-page",
    "/static/hall.js", "/static/touch.js", "/sw.js",
)  # fmt: skip
RARELY = 6
OPENS = re.compile(r'data-open="([^"]+)"')
SHEET = re.compile(rb'href="(/static/[^"?]+\.css)"')
FRAME = re.compile(r"发</i>.*?<code>([0-9A-F ]+)</code>", re.DOTALL)
SETTLED_S = 20.0
TOLD_S = 0.1
"""From a lamp's confirmation until the timings have noted it, well within the moment that stands
still."""


class Recording:
    def __init__(self, hall: Served, into: Path) -> None:
        self._hall, self._into = hall, into
        self._screens = hall.screens()
        self._lamps = hall.lamps()

    def play(self, turn: int, raised: Sequence[Raised]) -> None:
        """Raise, do something about it four minutes later, read everything, end it."""
        hall, name = self._hall, f"{turn:02} {' + '.join(kind for kind, _ in raised)}"
        begin = BEGIN + turn * APART
        hall.clock.set(begin)
        made = [
            number
            for kind, target in raised
            for number in self._raise(name, kind, target, turn, begin)
        ]
        self._settled()
        time.sleep(TOLD_S)
        hall.clock.set(begin + LATER)
        self._act(name, made, turn)
        for path in self._pages(made, turn):
            self._keep(name, path, hall.stranger.read(path))
        for path in MACHINE_PAGES:
            self._keep(name, path, hall.machine.read(path))
        for path in (*STAFF_PAGES, *(RARE_PAGES if turn % RARELY == 0 else ())):
            self._keep(name, path, hall.chief.read(path))
        for number in made:
            self._keep(name, f"/reports/{number}", hall.chief.read(f"/reports/{number}"))
        self._keep(name, "lamps", self._lit())
        for number in reversed(made):
            hall.machine.post(f"/api/v1/incidents/{number}/clear", reason="结束")

    def fixed(self) -> None:
        """What stays as it is through all situations, and what takes long to draw."""
        hall, screen = self._hall, self._screens[0]
        for path in FIXED_PAGES:
            self._keep("fixed", path, hall.keeper.read(path))
        for path in (
            f"/screen/{screen}/pack",
            f"/screen/{screen}/places/find?q=w",
            f"/screen/{screen}/services?lang=en",
        ):
            self._keep("fixed", path, hall.stranger.read(path))
        papers = (
            f"plan/{screen}.png?paper=a4",
            "sign/WIN-PAUSE.png",
            "sign/FIRE.png",
            "sign/HALL-CLOSED.pdf",
        )
        for path in (f"/facilities/print/{paper}" for paper in papers):
            self._keep("fixed", path, hall.keeper.read(path))

    def filled(self) -> None:
        """What people fill in, at a moment when nothing is open."""
        for name, body in filled(self._hall):
            self._keep("filled", name, body)

    def sheets(self) -> None:
        """The style sheets that any page asked for."""
        pages = (path.read_bytes() for path in sorted(self._into.rglob("*")) if path.is_file())
        for path in sorted({found.decode() for page in pages for found in SHEET.findall(page)}):
            self._keep("fixed", path, self._hall.stranger.read(path))

    def events(self) -> None:
        """All that the log says, but when the hall's own clock looked."""
        found = self._asked("/api/v1/events?limit=1000")["events"]
        told = [event for event in found if event["type"] != "time_passed"]
        self._keep(
            "fixed", "events", plain(json.dumps(told, ensure_ascii=False, indent=1)).encode()
        )

    def commands(self, content: Path) -> None:
        """After the hall has stopped: what the command line says of it."""
        hall = self._hall
        for words in (("check", str(content)), ("--help",)):
            said = hall.product.said(*words).replace(str(content), "CONTENT")
            self._keep("fixed", f"kiosk-{words[0]}", said.encode())

    def _raise(
        self, name: str, kind: str, target: str, turn: int, begin: datetime
    ) -> Iterator[str]:
        eta = {"eta": (begin + timedelta(minutes=40)).isoformat()} if turn % 3 == 0 else {}
        drill = {"drill": True} if turn % 20 == 7 else {}
        status, said = self._hall.machine.post(
            "/api/v1/incidents", kind=kind, targets=[target], **eta, **drill
        )
        told = plain(json.dumps([status, said], ensure_ascii=False, indent=1))
        self._keep(name, f"raise-{kind}", told.encode())
        if status == 201:
            yield said["id"]

    def _act(self, name: str, made: Sequence[str], turn: int) -> None:
        """Something new, so that every page is derived at this moment."""
        machine = self._hall.machine
        if turn % 10 == 9:
            self._hall.stranger.ask(f"/screen/{self._screens[0]}/help", b"", "text/plain")
        for number in made[:1]:
            machine.post(f"/api/v1/incidents/{number}/steps/1", done=True)
        machine.post("/api/v1/queue", waiting=turn * 7 % 60, wait_min=turn * 5 % 90)

    def _pages(self, made: Sequence[str], turn: int) -> Iterator[str]:
        yield from OPEN_PAGES
        for screen in self._screens:
            yield f"/screen/{screen}"
            if (
                turn % len(self._screens) == self._screens.index(screen)
                or screen == self._screens[0]
            ):
                yield from self._touched(f"/screen/{screen}", turn)

    def _touched(self, screen: str, turn: int) -> Iterator[str]:
        """The pages that a finger comes to from a screen, one of each sort, in both languages by
        turns."""
        lang = ("zh", "en")[turn % 2]
        for first in ("services", "places"):
            yield f"{screen}/{first}?lang={lang}"
            listed = OPENS.findall(
                self._hall.stranger.ask(f"{screen}/{first}?lang={lang}")[2].decode()
            )
            for path in [listed[turn % len(listed)]] if listed else []:
                yield f"{screen}/{path}?lang={lang}"
                deeper = OPENS.findall(
                    self._hall.stranger.ask(f"{screen}/{path}?lang={lang}")[2].decode()
                )
                yield from (f"{screen}/{way}?lang={lang}" for way in deeper[:1])

    def _lit(self) -> bytes:
        """What each lamp should show and shows, and the last bytes that were sent to it."""
        lamps = self._settled()
        sent = {name: self._frame(name) for name in self._lamps}
        return json.dumps({"lamps": lamps, "sent": sent}, ensure_ascii=False, indent=1).encode()

    def _settled(self) -> list[dict[str, str]]:
        """All lamps, once each shows what it should or the patience has ended."""
        until = time.monotonic() + SETTLED_S
        lamps = self._asked("/api/v1/hall")["lamps"]
        while any(lamp["desired"] != lamp["actual"] for lamp in lamps) and time.monotonic() < until:
            time.sleep(0.05)
            lamps = self._asked("/api/v1/hall")["lamps"]
        return lamps

    def _frame(self, lamp: str) -> str:
        found = FRAME.search(self._hall.keeper.ask(f"/facilities/lamp/{lamp}/trace")[2].decode())
        return found[1] if found else ""

    def _asked(self, path: str) -> dict[str, list[dict[str, str]]]:
        found: dict[str, list[dict[str, str]]] = json.loads(self._hall.machine.ask(path)[2])
        return found

    def _keep(self, situation: str, path: str, body: bytes) -> None:
        name = re.sub(r"[/?&=%]", "~", path.strip("/")) or "index"
        target = self._into / situation / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(body)
