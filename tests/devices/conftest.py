"""Lamps to test with: a real pty with a tower at the other end, and the simulator; and no leak may
pass."""

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest

from devices.engine.lights import LampConfig, LampHealth, Lights
from tests.devices.lamp_rigs import PROTOCOLS, Facts, LightsOf, PtyRig, Rig, SimRig
from tests.devices.wire_rigs import KINDS, WireRig
from tests.devices.wire_rigs import PROTOCOLS as ALL_PROTOCOLS


def _open_files() -> set[str]:
    found = set()
    for number in os.listdir("/proc/self/fd"):
        try:
            found.add(f"{number} {os.readlink(f'/proc/self/fd/{number}')}")
        except FileNotFoundError:
            continue
    return found


@pytest.fixture(autouse=True)
def nothing_leaks() -> Iterator[None]:
    threads, files = set(threading.enumerate()), _open_files()
    yield
    assert set(threading.enumerate()) - threads == set(), "a test left a thread running"
    assert _open_files() - files == set(), "a test left a file open"


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lost lamps are tried again after hundredths of a second."""
    monkeypatch.setattr("devices.schedule.turns.BACKOFF_S", 0.02)
    monkeypatch.setattr("devices.engine.worker.PRESENCE_S", 0.02)


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


RIGS: Mapping[str, Callable[[Path, str], Rig]] = {
    "adafruit on a pty": PtyRig,
    "simulator": SimRig,
    **{name: partial(WireRig, kind=kind) for name, kind in KINDS.items()},
}


FIRST = (
    *("adafruit on a pty", "simulator", "modbus relay board", "Patlite PHE", "custom frames"),
    *("KMTronic", "TL60", "USB RGB lamp", "Alpha"),
)
"""Tried after each change, unlike in every way a driver can be; all others before a release."""


def every(kinds: Iterable[str]) -> list[object]:
    return [pytest.param(name, marks=() if name in FIRST else pytest.mark.laws) for name in kinds]


@pytest.fixture(params=every(RIGS))
def rig(request: pytest.FixtureRequest, tmp_path: Path, closing: ExitStack) -> Rig:
    """One after the other, every driver there is."""
    made = RIGS[request.param](tmp_path, "lamp")
    closing.callback(made.close)
    return made


@pytest.fixture(params=every(KINDS))
def wire(request: pytest.FixtureRequest, tmp_path: Path, closing: ExitStack) -> WireRig:
    """Every driver whose peer can be made to misbehave."""
    made = WireRig(tmp_path, "lamp", KINDS[request.param])
    closing.callback(made.close)
    return made


@pytest.fixture
def pty(tmp_path: Path, closing: ExitStack) -> PtyRig:
    made = PtyRig(tmp_path, "lamp")
    closing.callback(made.close)
    return made


@pytest.fixture
def facts() -> Facts:
    return Facts()


@pytest.fixture
def lights_of(closing: ExitStack, facts: Facts) -> LightsOf:
    """Started lights for these lamps, stopped at the end; what they tell goes to ``facts``."""

    def make(
        *lamps: LampConfig, tell: Callable[[LampHealth], None] = facts.tell, **settings: object
    ) -> Lights:
        options = {
            "simulators_allowed": True,
            "protocols": {**ALL_PROTOCOLS, **PROTOCOLS},
        } | settings
        lights = Lights(lamps, tell, **options)  # type: ignore[arg-type]  # a test passes what the signature says
        closing.callback(lights.stop)
        lights.start()
        return lights

    return make
