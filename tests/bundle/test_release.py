"""Which version runs after an upgrade that goes well, and after each that doesn't: the decisions, on real files.

The whole, with systemd, is tried by ``make installed``.
"""

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bundle.server import release
from tests.faults.cable import held


class Machine:
    """What the machine is asked, in order; ``ill`` are versions that are not healthy once they run."""

    def __init__(self, root: Path, patch: pytest.MonkeyPatch) -> None:
        self.asked: list[str] = []
        self.ill: set[str] = set()
        self.refused: set[str] = set()
        self.migrates: set[str] = set()
        self.program, self.data = root / "kiosk", root / "data"
        for folder in (self.program / "package" / "program" / "bin", self.data):
            folder.mkdir(parents=True)
        for name in ("PACKAGE", "VERSIONS", "CURRENT", "REFUSED"):
            there = {"CURRENT": ".venv"}.get(name, name.lower())
            patch.setattr(release, name, self.program / there)
        patch.setattr(release, "DATA", self.data)
        patch.setattr(release, "BEFORE", root / "before")
        patch.setattr(release, "system", self.system)
        patch.setattr(release, "rehearse", self.rehearse)
        patch.setattr(release, "require_health", self.require_health)
        patch.setattr(release, "as_hall", lambda *words: f"{root}/backup: 1 events, chain intact.")
        patch.setattr(release, "tables", lambda: int((self.data / release.LOG).read_text()))
        patch.setattr(release, "state", lambda where: (True, ""))
        self._called = release.called
        patch.setattr(release, "called", self.called)

    def called(self, *command: str | Path, check: bool = True) -> str:
        return "" if "compileall" in command else self._called(*command, check=check)

    def runs(self) -> str:
        return (self.program / ".venv").resolve().name

    def system(self, *words: str, check: bool = True) -> str:
        if words[0] in ("start", "stop"):
            self.asked.append(f"{words[0]} {self.runs()}")
        if words[0] == "start" and self.runs() in self.migrates:
            (self.data / release.LOG).write_text("7")
        return "active" if words[0] == "is-active" else ""

    def rehearse(self, new: Path, backup: Path) -> None:
        if new.name in self.refused:
            raise release.Unhealthy("the description can't be read")

    def require_health(self, where: str) -> None:
        if self.runs() in self.ill:
            raise release.Unhealthy("no answer")

    def brings(self, version: str) -> None:
        (self.program / "package" / "version").write_text(f"{version}\n")
        release.adopt()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine(tmp_path, monkeypatch)
    made.brings("1")
    (made.data / release.LOG).write_text("6")
    return made


def test_the_next_version_runs_and_the_one_before_is_kept(machine: Machine) -> None:
    for version in ("2", "3"):
        machine.brings(version)
    assert machine.runs() == "3"
    assert {place.name for place in release.VERSIONS.iterdir()} == {"2", "3"}
    release.back()
    assert machine.runs() == "2"


def test_what_is_ill_on_a_copy_never_stops_the_hall(machine: Machine) -> None:
    machine.refused.add("2")
    with pytest.raises(SystemExit):
        machine.brings("2")
    assert machine.runs() == "1" and machine.asked == []


def test_what_is_ill_in_the_hall_gives_way_to_the_version_before(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.ill.add("2")
    with pytest.raises(SystemExit):
        machine.brings("2")
    assert machine.runs() == "1"
    assert machine.asked == ["stop 1", "start 2", "stop 2", "start 1"]
    assert "no answer" in capsys.readouterr().out
    assert (machine.data / release.LOG).read_text() == "6"
    assert not release.BEFORE.exists(), "no copy outlives the upgrade"


def test_a_log_that_the_new_version_changed_is_as_it_was_and_both_are_kept(
    machine: Machine,
) -> None:
    machine.ill.add("2")
    machine.migrates.add("2")
    with pytest.raises(SystemExit):
        machine.brings("2")
    assert (machine.data / release.LOG).read_text() == "6"
    (newer,) = machine.data.glob("hall-newer-*.sqlite")
    assert newer.read_text() == "7"


def test_an_upgrade_that_goes_well_leaves_the_log_to_the_new_version(machine: Machine) -> None:
    machine.migrates.add("2")
    machine.brings("2")
    assert (machine.data / release.LOG).read_text() == "7" and not release.BEFORE.exists()


def test_a_refused_version_is_tried_again_only_when_asked(machine: Machine) -> None:
    """apt configures what failed at every next chance: the hall would stop each time."""
    machine.ill.add("2")
    with pytest.raises(SystemExit):
        machine.brings("2")
    machine.asked.clear()
    machine.brings("2")
    assert machine.asked == [] and machine.runs() == "1"
    machine.ill.clear()
    release.retry()
    assert machine.runs() == "2"


@pytest.mark.parametrize(("status", "well"), [(200, True), (503, False)])
def test_health_is_what_the_hall_says_of_itself(status: int, well: bool) -> None:
    class Hall(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            said = {
                "ready": well,
                "revision": 4,
                "reasons": [] if well else [{"en": "the clock stands"}],
            }
            self.wfile.write(json.dumps(said).encode())

        log_message: Callable[..., None] = lambda *words: None

    server = HTTPServer(("127.0.0.1", 0), Hall)
    Thread(target=server.serve_forever, daemon=True).start()
    where = f"127.0.0.1:{server.server_port}"
    try:
        assert release.state(where) == ((True, "4") if well else (False, "the clock stands"))
    finally:
        server.shutdown()
        server.server_close()
    with held() as nobody:
        assert release.state(f"127.0.0.1:{nobody.getsockname()[1]}")[0] is False
