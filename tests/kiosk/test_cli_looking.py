"""Facilities over ssh: which screens and lamps are well, without a browser."""

import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from devices.protocols.profiles import Profile
from devices.protocols.table import PROFILES
from kiosk.cli import main
from kiosk.serving.pins import make_token
from kiosk.wiring import House
from signage.situation.commands import Raise
from tests.cast import GUIDE
from tests.kiosk.live import HallServer, Stream, live


@pytest.fixture
def server(house: House) -> Iterator[HallServer]:
    with live(house.services.push, house.app) as running:
        yield running


def kiosk(house: House, server: HallServer, *words: str, scope: str = "read") -> Result:
    secret, hashed = make_token()
    house.services.store.put_token("ssh", hashed, scope)
    given = {"KIOSK_URL": f"{server.base_url}/", "KIOSK_TOKEN": secret}
    return CliRunner().invoke(main, words, env={**given, "http_proxy": "http://192.0.2.1:9"})


def row(answer: Result, name: str) -> list[str]:
    assert answer.exit_code == 0, answer.output
    (found,) = (
        line.split("\t") for line in answer.output.splitlines() if line.startswith(f"{name}\t")
    )
    return found


@pytest.mark.processes
def test_screens_say_whether_they_are_there_and_what_they_show(
    house: House, server: HallServer
) -> None:
    address = f"{server.base_url}/screen/window-5"
    assert row(kiosk(house, server, "screen", "list"), "window-5")[1:4] == [
        address,
        "silent",
        "never",
    ]
    page = house.app.test_client().get("/screen/window-5").text
    found = re.search(r'data-key="([^"]+)"', page)
    assert found
    own = f"/screen/window-5/stream?page=a1&key={found[1]}"
    with Stream(server) as other, Stream(server, own) as stream:
        other.next("scene")
        now = int(stream.next("scene")["id"])
        assert row(kiosk(house, server, "screen", "list"), "window-5")[2] == "behind"
        told = {"revision": now, "key": found[1], "visible": True}
        assert house.app.test_client().post("/screen/window-5/shown", json=told).status_code == 204
        shown = row(kiosk(house, server, "screen", "list"), "window-5")
        assert shown[2] == "painted" and shown[3].startswith("2026-11-24 ")
        house.services.board.do(Raise("WIN-PAUSE", ("window/5",)), GUIDE)
        shown = row(kiosk(house, server, "screen", "list"), "window-5")
        assert shown[2] == "behind" and shown[4] == "suspended" and "暂停服务" in shown[5]


def test_lamps_say_what_they_should_show_and_do(house: House, server: HallServer) -> None:
    lamps = house.services.board.view.content.hall.lamps
    answer = kiosk(house, server, "lamp", "list")
    assert [line.split("\t")[0] for line in answer.output.splitlines()] == [
        lamp.id for lamp in lamps
    ]
    desired, actual, health = row(answer, lamps[0].id)[1:4]
    assert (desired, actual, health) == (
        str(house.services.board.view.lamps[lamps[0].id].pattern),
        "unknown",
        "lost",
    )


@pytest.mark.processes
@pytest.mark.parametrize("words", [("screen", "list"), ("lamp", "list")])
def test_a_refusal_says_what_to_do(
    house: House, server: HallServer, words: tuple[str, ...]
) -> None:
    for more, said in (
        (("--token", "wrong"), "kiosk token add"),
        (("--url", "http://127.0.0.1:9"), "systemctl status kiosk"),
        (("--url", "file:///etc/passwd"), "no address"),
        (("--url", f"{server.base_url}/elsewhere"), "is it the address of a hall?"),
    ):
        answer = kiosk(house, server, *words, *more)
        assert answer.exit_code == 1 and said in answer.output and "Traceback" not in answer.output


@pytest.mark.processes
@pytest.mark.parametrize("words", [["-m", "kiosk"], [str(Path(sys.executable).with_name("kiosk"))]])
def test_the_command_says_its_version_however_it_is_called(words: list[str]) -> None:
    program = words if words[0] != "-m" else [sys.executable, *words]
    answer = subprocess.run([*program, "--version"], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == f"kiosk, version {version('hall-kiosk')}"


@pytest.mark.parametrize("profile", PROFILES.values(), ids=lambda profile: profile.id)
def test_every_protocol_is_listed_with_what_it_is_for(profile: Profile) -> None:
    _, *words = row(CliRunner().invoke(main, ["lamp", "protocols"]), profile.id)
    assert words[0] == profile.name["zh"] and profile.about["en"] in words and len(words) == 6
