"""What every lamp protocol writes on a real line: one lamp of each, at pseudo terminals nobody
answers.

A lamp that is never answered is asked again, sooner or later: kept is which frames went out, not
how often. Of those that wait for an answer (modbus_relay, r421a08, devantech_rly) one or another
comes too late to be seen on a busy machine, so this is recorded only where it is asked for.
"""

import json
import os
import re
import select
import threading
import time
import tty
from collections.abc import Iterator
from pathlib import Path

from tests.unchanged.served import Served

PROTOCOL = re.compile(r'data-protocol="([^"]+)"')
SENT = re.compile(r"发</i>.*?<code>([0-9A-F ]+)</code>", re.DOTALL)
RAISED = (("QUEUE", "hall"), ("FIRE", "hall"), ("HALL-CLOSED", "hall"))
LIGHTS_S, SITUATION_S = 16, 8
"""Seconds in which each of a lamp's lights is shown in turn, and for which a situation stands."""


class Wires:
    """Pseudo terminals, read until the end so that no writer ever waits."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._masters, self._slaves = folder, list[int](), list[int]()
        self._ended = threading.Event()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def add(self) -> str:
        """The path of one more."""
        master, slave = os.openpty()
        tty.setraw(slave)
        path = self._folder / f"wire-{len(self._masters)}"
        path.symlink_to(os.ttyname(slave))
        self._masters.append(master)
        self._slaves.append(slave)
        return str(path)

    def end(self) -> None:
        self._ended.set()
        self._reader.join()
        for each in (*self._masters, *self._slaves):
            os.close(each)

    def _read(self) -> None:
        while not self._ended.is_set():
            ready, _, _ = select.select(list(self._masters), [], [], 0.05)
            for master in ready:
                os.read(master, 4096)


def frames(hall: Served, folder: Path) -> bytes:
    """Of each protocol how its lamp was taken, and the frames that were sent to it, as JSON."""
    wires = Wires(folder)
    try:
        answers = dict(_added(hall, wires))
        found: dict[str, set[str]] = {name: set() for name in answers}
        hall.keeper.send("/facilities/lamps", "/facilities/lamps/test")
        _gather(hall, found, LIGHTS_S)
        for kind, target in RAISED:
            _, said = hall.machine.post("/api/v1/incidents", kind=kind, targets=[target])
            _gather(hall, found, SITUATION_S)
            hall.machine.post(f"/api/v1/incidents/{said['id']}/clear", reason="结束")
        told = {name: {"put": answers[name], "sent": sorted(sent)} for name, sent in found.items()}
        return json.dumps(told, ensure_ascii=False, indent=1).encode()
    finally:
        hall.stop()
        wires.end()


def _added(hall: Served, wires: Wires) -> Iterator[tuple[str, int]]:
    _, _, page = hall.keeper.ask("/facilities/lamps/new?address=/dev/null")
    for protocol in PROTOCOL.findall(page.decode()):
        name = protocol.replace("_", "-")
        body = {
            "id": name, "name": {"zh": name, "en": name}, "about": ["hall"],
            "address": wires.add(), "protocol": protocol,
        }  # fmt: skip
        yield name, hall.machine.put(f"/api/v1/lamps/{name}", **body)


def _gather(hall: Served, found: dict[str, set[str]], seconds: int) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for name, sent in found.items():
            _, _, page = hall.keeper.ask(f"/facilities/lamp/{name}/trace")
            sent.update(SENT.findall(page.decode()))
        time.sleep(0.5)
