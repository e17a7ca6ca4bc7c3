"""The process that records: the server makes nothing itself, hears how far it is, begins it anew
however it ends, and takes it along at its own end."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kiosk.clerk.recorder import MOST_BYTES, NICE
from kiosk.drawing.beforehand.voice.engine import Engine
from kiosk.engine.health import Fact
from kiosk.serving.backoffice.studio import Studio
from kiosk.wiring import House, build
from signage.spoken.clips import Clip
from tests.cast import Clock
from tests.kiosk.voice.talking import content, plays, told, tone

pytestmark = pytest.mark.processes
ENOUGH_S = 120.0
"""Waited only where it fails."""
BOTH = 'sound = "all"\nread_aloud = 60'


@contextmanager
def recording(tmp_path: Path, engine: Engine, keys: str = BOTH) -> Iterator[tuple[House, Studio]]:
    """It turns by itself."""
    house = build(
        tmp_path / "data", content(tmp_path / "content", keys, names=("entrance",)),
        simulators=True, clock=Clock(), journal=tmp_path / "journal", speech=engine,
    )  # fmt: skip
    studio = house.services.voice
    assert isinstance(studio, Studio)
    try:
        yield house, studio
    finally:
        house.close()


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + ENOUGH_S
    while not true():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


def gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(") ")[2][0]
    except OSError:
        return True
    return state == "Z"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return plays(tone(tmp_path / "said.wav", 0.2, spoken_s=0.1))


def test_another_process_records_all_and_the_server_knows_what(
    tmp_path: Path, engine: Engine
) -> None:
    with recording(tmp_path, engine) as (house, studio):
        studio.turning.start()
        until(lambda: len(studio.pages("entrance")) > 100 and studio.held("entrance"))
        pid = studio.pid
        assert pid is not None and pid != os.getpid() and told(house).ok
        assert os.getpriority(os.PRIO_PROCESS, pid) >= NICE
        limits = Path(f"/proc/{pid}/limits").read_text("ascii")
        assert str(MOST_BYTES) in limits.partition("Max data size")[2].partition("\n")[0]
        wanted = {studio.name(key) for key in (*studio.held("entrance"), *studio.pages("entrance"))}
        until(lambda: wanted <= studio.shelf.names())
        waited = Clip("zh", "有人在等这一句。")
        studio.ask("entrance", [waited])
        until(lambda: studio.shelf.path(studio.name(waited.key)))
        until(lambda: waited.key in studio.pages("entrance"))
    assert gone(pid)


def test_one_that_is_killed_is_told_and_begun_anew(tmp_path: Path, engine: Engine) -> None:
    with recording(tmp_path, engine, 'sound = "emergency"') as (house, studio):
        studio.turning.start()
        until(lambda: studio.pid)
        first = studio.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        until(lambda: not told(house).ok)
        assert "-9" in told(house).detail["en"] and "-9" in told(house).detail["zh"]
        assert not told(house).vital
        until(lambda: studio.pid and studio.pid != first)
        until(lambda: told(house).ok)
        assert studio.turning.health().trouble == ""


@pytest.mark.parametrize(("program", "said"), [
    ("import time; time.sleep(600)", "said nothing for 0.5 s"), ("raise SystemExit(3)", "ended with 3"),
])  # fmt: skip
def test_one_that_hangs_or_cannot_begin_is_ended_and_told(
    tmp_path: Path, engine: Engine, program: str, said: str
) -> None:
    with recording(tmp_path, engine) as (house, studio):
        studio._command, studio.silent_s = (sys.executable, "-c", program), 0.5
        begun: list[int] = []

        def looked() -> Fact:
            studio.look()
            begun.extend(filter(None, [studio.pid]))
            return told(house)

        until(lambda: said in looked().detail.get("en", ""))
        assert studio.turning is not None and all(map(gone, begun))
        # It is not begun again at once.
        assert studio.turning.health().trouble == "" and studio.pid is None


def test_it_ends_with_its_server_also_in_the_middle_of_a_word(tmp_path: Path) -> None:
    noted = tmp_path / "engines"
    slow = Engine(("sh", "-c", f"echo $$ >> {noted}; exec sleep 600"), "0" * 8)
    with recording(tmp_path, slow) as (_, studio):
        until(lambda: (studio.look(), noted.exists() and noted.read_text().split())[1])
        pid, line = studio.pid, studio._line
        assert pid is not None and line is not None
        # As the kernel does it for a server that is killed.
        line.close()
        until(lambda: all(map(gone, [pid, *map(int, noted.read_text().split())])))


def test_a_hall_where_nothing_is_heard_has_no_such_process(tmp_path: Path, engine: Engine) -> None:
    with recording(tmp_path, engine, "") as (house, studio):
        studio.look()
        assert studio.pid is None and told(house).ok
