"""Starting: from the command to the first scene, over an empty log and over a long one.

The program's byte code is there, as an installation has it (systemd/README.md), in a place of its
own: a process that compiles 200 sources first measures the compiler.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kiosk.content import reader as contents
from kiosk.store import Store
from signage.decide import decide
from signage.situation.commands import Change, Raise
from signage.situation.fold import fold
from tests.bench.figures import Figure
from tests.bench.serving import ROOT, STAFF, prepare

EVENTS = 100_000
TRIES = 7
BEGIN = datetime(2026, 1, 5, 1, tzinfo=UTC)


def fill(data: Path, events: int) -> None:
    """A log as years of windows paused and opened again leave it."""
    content = contents.read(data / "content")
    store = Store(data)
    situation = store.situation()
    pending, now = [], BEGIN
    for number in range(events // 2):
        now += timedelta(minutes=3)
        for command in (
            Raise("WIN-PAUSE", (f"window/{1 + number % 12}",), note="设备更换"),
            Change(
                f"{content.hall.local(now):%Y%m%d}-{situation.raised + 1}", "clear", reason="已更换"
            ),
        ):
            made = decide(content.hall, content.catalogue, situation, command, STAFF, now).events
            pending.append(made[0])
            situation = fold(_recorded(situation.revision + 1, now, made), situation)
        if len(pending) >= 2000:
            store.append(pending, STAFF, now)
            pending = []
    if pending:
        store.append(pending, STAFF, now)
    store.close()


def _recorded(seq: int, now: datetime, events: list[object]) -> list[object]:
    from signage.situation.events import Recorded

    return [Recorded(seq, now, STAFF, events[0])]


def installed(folder: Path) -> dict[str, str]:
    """The environment of a process whose byte code is kept under ``folder``."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPYCACHEPREFIX": str(folder)}


def first_scene(data: Path, end: str, environment: dict[str, str]) -> float:
    """Seconds from the command to the first screen's page; ``end`` is how the process is ended:
    stop or kill."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", "from kiosk.cli import main; main()", "serve", "--data", str(data), "--port", "0"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        base = process.stdout.readline().strip().removeprefix("Serving ")
        with urllib.request.urlopen(f"{base}/screen/wall", timeout=20) as answer:
            answer.read()
        return time.perf_counter() - start
    finally:
        process.terminate() if end == "stop" else process.kill()
        process.wait(20)
        assert process.stdout is not None
        process.stdout.close()


def _someone(data: Path) -> None:
    """Without anyone who may sign in the command says so each time."""
    store = Store(data)
    store.put_staff("bench", "admin", "no PIN fits this")
    store.close()


def cold() -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="kiosk-bench-") as folder:
        environment = installed(Path(folder) / "bytecode")
        for name, events in (("an empty log", 0), (f"a log of {EVENTS:,} events", EVENTS)):
            data = Path(folder) / str(events)
            data.mkdir()
            prepare(data)
            _someone(data)
            if events:
                fill(data, events)
                alone = first_scene(data, "kill", environment)
                yield Figure(f"start → first scene, {name}, no snapshot", alone, "s")
            taken = [first_scene(data, "stop", environment) for _ in range(TRIES + 1)][1:]
            yield Figure(
                f"start → first scene, {name}, p50",
                statistics.median(taken),
                "s",
                1.5,
                f"n = {TRIES}",
            )
            yield Figure(f"start → first scene, {name}, worst", max(taken), "s")
