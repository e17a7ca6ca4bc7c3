"""What a power supply says through NUT: its protocol as bytes, and the real upsd with its dummy
driver."""

import os
import pwd
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.custody.probes.checks import found
from kiosk.custody.probes.nut import Listing, Refused, split
from signage.hall.alerts.probes import Probe
from signage.language.words import say
from tests.kiosk.test_repeating import until

DRIVER, SERVER = Path("/lib/nut/dummy-ups"), Path("/lib/nut/upsd")
ANSWER = (
    b"BEGIN LIST VAR ups\n"
    b'VAR ups battery.charge "85"\n'
    b'VAR ups ups.model "Smart \\"UPS\\" \\\\ 1500"\n'
    b'VAR ups ups.status "OB DISCHRG"\n'
    b"END LIST VAR ups\n"
)
"""As RFC 9271 section 4.2.7.6 has it."""


def probe(address: str) -> Probe:
    return Probe(id="ups", prober="nut", address=address, timeout_s=5)


def test_variables_come_whole_however_they_are_cut() -> None:
    listing = Listing("ups")
    assert listing.question == b"LIST VAR ups\n"
    told = [listing.take(ANSWER[at : at + 1]) for at in range(len(ANSWER))]
    assert told[:-1] == [None] * (len(ANSWER) - 1)
    assert told[-1] == {
        "battery.charge": "85",
        "ups.model": 'Smart "UPS" \\ 1500',
        "ups.status": "OB DISCHRG",
    }


@pytest.mark.parametrize("code", ["UNKNOWN-UPS", "DATA-STALE", "DRIVER-NOT-CONNECTED"])
def test_an_error_is_told_by_its_code(code: str) -> None:
    with pytest.raises(Refused, match=code):
        Listing("ups").take(f"ERR {code}\n".encode())


@given(st.binary(max_size=300), st.text(max_size=80))
def test_any_bytes_are_read_or_refused(said: bytes, line: str) -> None:
    try:
        Listing("ups").take(said + b"\n")
    except Refused as error:
        assert str(error)
    assert all(isinstance(word, str) for word in split(line))


@pytest.mark.processes
def test_who_answers_something_else_or_too_much_is_no_supply() -> None:
    for said, told in ((b"HTTP/1.1 400 Bad Request\r\n\r\n", ""), (b"x" * 70_000, "TOO-LONG")):
        with socket.create_server(("127.0.0.1", 0)) as server:

            def answer(server: socket.socket = server, said: bytes = said) -> None:
                line, _ = server.accept()
                with line:
                    line.recv(100)
                    line.sendall(said)

            thread = threading.Thread(target=answer, daemon=True)
            thread.start()
            why = say(found(probe(f"ups@127.0.0.1:{server.getsockname()[1]}")).why, "en")
            assert why.startswith("no connection") and told in why
            thread.join()


@pytest.fixture
def supply(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The real upsd with its dummy driver: where it listens, and the file in which its supply's
    state stands."""
    if not DRIVER.exists() or not SERVER.exists():
        pytest.skip("Debian's nut-server is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    state = tmp_path / "ups.dev"
    state.write_text("ups.status: OL\nbattery.charge: 100\nbattery.runtime: 1200\n")
    (tmp_path / "ups.conf").write_text(
        f'[ups]\ndriver = dummy-ups\nport = "{state}"\nmode = dummy-loop\npollinterval = 1\n'
    )
    (tmp_path / "upsd.conf").write_text(f"LISTEN 127.0.0.1 {port}\n")
    (tmp_path / "upsd.users").write_text("")
    for file in tmp_path.iterdir():
        file.chmod(0o640)
    tmp_path.chmod(0o700)
    user = pwd.getpwuid(os.getuid()).pw_name
    paths = {
        "NUT_CONFPATH": str(tmp_path),
        "NUT_STATEPATH": str(tmp_path),
        "NUT_ALTPIDPATH": str(tmp_path),
    }
    env = {**os.environ, **paths}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    begun = [
        subprocess.Popen([str(DRIVER), "-a", "ups", "-u", user, "-F"], env=env, **quiet),
        subprocess.Popen([str(SERVER), "-u", user, "-F"], env=env, **quiet),
    ]
    yield f"ups@127.0.0.1:{port}", state
    for each in reversed(begun):
        each.terminate()
        each.wait(10)


@pytest.mark.processes
def test_the_real_upsd_tells_of_a_power_cut_and_of_its_end(supply: tuple[str, Path]) -> None:
    address, state = supply

    def good(*wanted: bool) -> bool:
        return tuple(found(probe(address)).good.values()) == wanted

    assert until(lambda: good(True, True, True))
    told = found(probe(address))
    assert not told.why and told.values == {"battery.charge": 100, "battery.runtime": 1200}
    state.write_text("ups.status: OB LB DISCHRG\nbattery.charge: 9\n")
    assert until(lambda: good(False, False, True))
    assert found(probe(address)).values["battery.charge"] == 9
    state.write_text("ups.status: OL CHRG RB\nbattery.charge: 20\n")
    assert until(lambda: good(True, True, False))
    wrong = say(found(probe(address.replace("ups@", "other@"))).why, "en")
    assert wrong == "the power supply is not known (UNKNOWN-UPS)"
