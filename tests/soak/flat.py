"""A hall of a long day: scenes that change a hundred thousand times, screens that come back ten
thousand times. Memory, descriptors and threads of its processes stay as they were once it is warm.
"""

import http.client
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.faults.house import House

Say = Callable[[str], None]
WARM = 0.2
"""Share of the rounds after which nothing more should grow."""
GROWS_MB, GROWS_SHARE, GROWS_FILES, GROWS_THREADS = 24.0, 0.12, 8, 2
"""What may: snapshots and statistics of SQLite, a page allocator that keeps what it had, a call under
way while we look."""
PARTS = 10
AGAIN, NOT_SAVED = 20, 503


@dataclass(frozen=True, slots=True)
class Held:
    """By the server and its helper."""

    memory_mb: float
    files: int
    threads: int

    def __str__(self) -> str:
        return f"{self.memory_mb:.0f} MB, {self.files} descriptors, {self.threads} threads"

    def beyond(self, before: "Held") -> list[str]:
        most = before.memory_mb + max(GROWS_MB, before.memory_mb * GROWS_SHARE)
        grown = {
            "memory": self.memory_mb > most,
            "descriptors": self.files > before.files + GROWS_FILES,
            "threads": self.threads > before.threads + GROWS_THREADS,
        }
        return [f"{name} grew: {before}, then {self}" for name, is_so in grown.items() if is_so]


def held(pid: int) -> Held:
    memory = files = threads = 0
    for each in (pid, *_children(pid)):
        status = Path(f"/proc/{each}/status").read_text("utf-8").splitlines()
        said = dict(line.split(":", 1) for line in status)
        memory += int(said["VmRSS"].split()[0])
        threads += int(said["Threads"])
        files += len(list(Path(f"/proc/{each}/fd").iterdir()))
    return Held(memory / 1024, files, threads)


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return [int(one) for task in tasks for one in (task / "children").read_text("ascii").split()]


def changes(count: int, say: Say) -> list[str]:
    """Raise, end and archive an evacuation until so many scenes have changed; every act is in the
    log."""
    with _demo() as house:
        screens = len(house.told["screens"])

        def one(number: int) -> list[str]:
            status, made = house.ask("/api/v1/incidents", {"kind": "FIRE", "targets": ["hall"]})
            if status != 201:
                return [f"change {number}: raised with {status}: {made}"]
            # A grave one stays in memory until somebody archives it.
            for act in ("clear", "review", "close"):
                path = f"/api/v1/incidents/{made['id']}/{act}"
                status, said = _again(partial(house.ask, path, {"reason": "x"}))
                if status != 200:
                    return [f"change {number}: {act} with {status}: {said}"]
            return []

        acts = max(PARTS, count // (2 * screens))
        found = _walked(house, acts, one, lambda acts: f"{acts * 2 * screens} scene changes", say)
        _, hall = house.ask("/api/v1/hall")
        if len(hall["screens"]) != screens or hall["incidents"]:
            found.append(f"in the end it shows {hall['incidents']}")
        return found


def reconnects(count: int, say: Say) -> list[str]:
    """A screen's stream opened, its scene read, and gone without a word."""
    with _demo() as house:
        names = [one["id"] for one in house.told["screens"]]
        place = urlsplit(house.base_url)

        def one(number: int) -> list[str]:
            line = http.client.HTTPConnection(place.hostname or "", place.port, timeout=30)
            try:
                line.request("GET", f"/screen/{names[number % len(names)]}/stream")
                answer = line.getresponse()
                first = answer.readline()
                return (
                    []
                    if answer.status == 200 and first
                    else [f"reconnect {number}: {answer.status}"]
                )
            finally:
                line.close()

        return _walked(house, count, one, lambda done: f"{done} reconnects", say)


def _walked(
    house: House, count: int, one: Callable[[int], list[str]], named: Callable[[int], str], say: Say
) -> list[str]:
    found: list[str] = []
    warm = None
    for number in range(count):
        try:
            found += one(number)
        except OSError as error:
            found.append(f"{number}: {error!r}")
        if (number + 1) % max(1, count // PARTS) == 0:
            now = held(house.process.pid)
            say(f"{named(number + 1)}: {now}")
            if warm is None and number + 1 >= count * WARM:
                warm = now
    return [*found, *(now.beyond(warm) if warm is not None else ())]


def _again(act: Callable[[], tuple[int, Any]]) -> tuple[int, Any]:
    """What a slow disk refused is done when it is asked again, as its answer says."""
    answers = (act() for _ in range(AGAIN))
    return next((one for one in answers if one[0] != NOT_SAVED), (NOT_SAVED, "again and again"))


@contextmanager
def _demo() -> Iterator[House]:
    """A throw-away hall, gone with the block."""
    house = House.demo()
    try:
        yield house
    finally:
        house.kill()
        shutil.rmtree(house.data, ignore_errors=True)
