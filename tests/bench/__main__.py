"""``make bench``: every measurement with its aim. ``python -m tests.bench scenes cold`` takes some
of them."""

import http.client
import json
import re
import statistics
import sys
import time
import traceback
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from kiosk.content import reader as contents
from signage.availability.world import World, world
from signage.decide import decide
from signage.rules.refusal import Refused
from signage.shows.lamps import lamps
from signage.shows.scenes import next_change, scenes
from signage.situation.commands import Raise
from signage.situation.events import Recorded
from signage.situation.fold import fold
from signage.situation.incidents import NOTHING
from tests.bench.beside import beside
from tests.bench.calls import calls
from tests.bench.checking import checking
from tests.bench.cold import cold
from tests.bench.door import door
from tests.bench.figures import Figure, machine, pair
from tests.bench.lamps import lamps as lamps_of_a_hall
from tests.bench.million import million
from tests.bench.painted import painted, recording
from tests.bench.reroute import rerouting_screens
from tests.bench.routes import rerouting
from tests.bench.serving import SCREEN, STAFF, Served
from tests.bench.unsaved import unsaved

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SCREENS, OPEN = 1000, 50


def crowded() -> World:
    """The sample hall with 1,000 screens and 50 open incidents of all sorts."""
    content = contents.read(contents.sample())
    described = content.hall.screens
    many = tuple(
        described[number % len(described)].model_copy(update={"id": f"s{number}"})
        for number in range(SCREENS)
    )
    hall = content.hall.model_copy(update={"screens": many})
    situation = NOTHING
    targets = [
        resource
        for resource in hall.resources
        if resource.partition("/")[0] in ("window", "machine", "system")
    ]
    kinds = [
        kind.code for kind in content.catalogue.kinds if kind.raisable and kind.family != "none"
    ]
    number = 0
    while len(situation.open_incidents) < OPEN:
        command = Raise(kinds[number % len(kinds)], (targets[number * 7 % len(targets)],))
        number += 1
        try:
            events = decide(hall, content.catalogue, situation, command, STAFF, NOW).events
        except Refused:
            continue
        situation = fold([Recorded(situation.revision + 1, NOW, STAFF, events[0])], situation)
    return world(hall, situation, NOW)


def timed(work: Callable[[], object], times: int = 30) -> list[float]:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def derivation() -> Iterator[Figure]:
    now = crowded()
    name = f"scenes(), {SCREENS} screens × {OPEN} open"
    taken = timed(lambda: scenes(now))
    yield Figure(f"{name}, p50", statistics.median(taken), "ms", 20)
    yield Figure(f"{name}, worst", max(taken), "ms")
    fresh = timed(lambda: scenes(world(now.hall, now.situation, now.now)))
    yield Figure("world() and scenes()", statistics.median(fresh), "ms")
    yield Figure(
        "lamps() and next_change()",
        statistics.median(timed(lambda: (lamps(now), next_change(now)))),
        "ms",
    )


COMMANDS = {
    "a window paused": ("WIN-PAUSE", "window/5"),
    "online filing down": ("ETAX-DOWN", "system/etax"),
    "a fire in the hall": ("FIRE", "hall"),
}
"""One screen and a board row; every code and service; every screen and lamp."""


def posted() -> Iterator[Figure]:
    with Served() as served:
        for screen in contents.read(contents.sample()).hall.screens:
            _get(f"{served.base_url}/screen/{screen.id}/pack")
        for name, (kind, target) in COMMANDS.items():
            published, answered = _posts(served, kind, target)
            yield from pair(f"POST → committed → derived → published, {name}", published, 30)
            yield from pair(f"POST → answered, {name}", answered, None)


def _posts(
    served: Served, kind: str, target: str, warm_up: int = 20, rounds: int = 200
) -> tuple[list[float], ...]:
    """Milliseconds to the publication and to the answer, raising and clearing in turn."""
    connection = http.client.HTTPConnection(served.base_url.removeprefix("http://"))
    headers = {"Authorization": f"Bearer {served.token}", "Content-Type": "application/json"}
    published, answered, number = [], [], ""
    for turn in range(warm_up + rounds):
        body: dict[str, Any] = (
            {"reason": "done"} if turn % 2 else {"kind": kind, "targets": [target]}
        )
        path = f"/api/v1/incidents/{number}/clear" if turn % 2 else "/api/v1/incidents"
        start = time.time()
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        end = time.time()
        if answer.status >= 300:
            raise ConnectionError(f"{path} was answered {answer.status}: {told}")
        number, last = told["id"], served.tell("last")
        assert last["revision"] == told["revision"], (last, told)
        published.append((last["published"] - start) * 1000)
        answered.append((end - start) * 1000)
    connection.close()
    return published[warm_up:], answered[warm_up:]


def readers() -> Iterator[Figure]:
    from tests.bench.readers import measure

    for count, size in ((100, 4096), (1000, 300), (1000, 4096)):
        found = measure(count, size, 100)
        name = f"publish → last of {count:,} readers, {size} bytes"
        yield Figure(
            f"{name}, p50", found.push.p50_ms, "ms", None, f"bare loop {found.plain.p50_ms:.1f} ms"
        )
        yield Figure(f"{name}, p99", found.push.p99_ms, "ms", 45)
        yield Figure(f"{name}, × bare loop", found.ratio, "×", 2)


def lamp() -> Iterator[Figure]:
    from tests.bench.lamp_first_byte import measure

    yield from pair("show → first byte on the pty", measure(300), 20)


def memory() -> Iterator[Figure]:
    with Served() as served:
        served.tell("raise")
        yield Figure("resident memory, idle", served.memory_mb(), "MB")
        with served.crowd(1000):
            for word in ("clear", "raise", "clear", "raise"):
                served.tell(word)
            yield Figure("resident memory, 1,000 streams", served.memory_mb(), "MB", 100)


def pages() -> Iterator[Figure]:
    with Served() as served:
        worst, parts = 0, ""
        for screen in contents.read(contents.sample()).hall.screens:
            html = _get(f"{served.base_url}/screen/{screen.id}")
            linked = {path: _get(served.base_url + path) for path in _linked(html.decode())}
            size = len(html) + sum(len(body) for body in linked.values())
            if size > worst:
                worst, parts = size, f"{screen.id}: page {len(html)} + {len(linked)} files"
        yield Figure(
            "first page load, uncompressed, largest screen", worst / 1024, "KB", 100, parts
        )
        events = {
            screen.id: _first_event(served, screen.id)
            for screen in contents.read(contents.sample()).hall.screens
        }
        yield Figure(
            "one scene event, guidance, largest",
            max(events.values()) / 1024,
            "KB",
            None,
            str(events),
        )
        sizes = [served.tell("raise")["bytes"], served.tell("clear")["bytes"]]
        yield Figure("one scene event, a window paused", sizes[0] / 1024, "KB")
        pack = len(_get(f"{served.base_url}/screen/{SCREEN}/pack"))
        alarm = served.tell("alarm")
        yield Figure("a screen's pack of emergencies, gzipped", pack / 1024, "KB")
        yield Figure("one scene event, an alarm, whole", alarm["bytes"] / 1024, "KB")
        yield Figure(
            "one scene event, an alarm, to a screen with its pack", alarm["short"] / 1024, "KB", 1
        )


def _get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as answer:
        return bytes(answer.read())


def _linked(html: str) -> set[str]:
    return {
        path for path in re.findall(r'(?:src|href)="(/[^"]*)"', html) if path.startswith("/static/")
    }


def _first_event(served: Served, screen: str) -> int:
    with urllib.request.urlopen(f"{served.base_url}/screen/{screen}/stream", timeout=20) as stream:
        found = b""
        while b"event: hb" not in found:
            found += stream.readline()
    start = found.index(b"event: scene")
    return found.index(b"\n\n", start) + 2 - start


SECTIONS: Mapping[str, Callable[[], Iterator[Figure]]] = {
    "scenes": derivation,
    "post": posted,
    "painted": painted,
    "recording": recording,
    "unsaved": unsaved,
    "beside": beside,
    "calls": calls,
    "door": door,
    "readers": readers,
    "routes": rerouting,
    "reroute": rerouting_screens,
    "lamp": lamp,
    "lamps": lamps_of_a_hall,
    "cold": cold,
    "million": million,
    "check": checking,
    "memory": memory,
    "pages": pages,
}


def main() -> int:
    wanted = sys.argv[1:] or list(SECTIONS)
    unknown = [name for name in wanted if name not in SECTIONS]
    if unknown:
        print(f"There is no section {', '.join(unknown)}; choose of: {', '.join(SECTIONS)}.")
        return 2
    print("\n".join(machine()))
    failed = 0
    for name in wanted:
        print(f"{name}", flush=True)
        try:
            for figure in SECTIONS[name]():
                print(figure.line(), flush=True)
        except Exception as error:  # noqa: BLE001  # one section that fails does not cost the others
            failed += 1
            print(f"  FAILED: {error}")
            traceback.print_exc()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
