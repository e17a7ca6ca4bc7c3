"""A call to a telephone over SIP, made by Debian's ``baresip``: it dials, says the words of the call and
listens for the key that acknowledges it. Run by the process that alone speaks to gateways.

2026-11-30 · ``baresip`` (1.0.0, of Debian) was tried and works: one program without a screen, told by JSON
on a socket of this machine, which tells keys (RFC 4733) as they are pressed. ``sipp``, ``pjsua`` and
``linphone`` were not compared with it. 2026-12-01: its control port has no password. It is open while a call
lasts, on an address of this machine alone (127/8) drawn for each call, and takes one connection: whoever
takes it over is seen, and the program is ended. *Rejected:* a socket of a file, which this version of the
module has not.
"""

import io
import json
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
import wave
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from kiosk.custody.calls.addresses import CALL, SIP
from kiosk.custody.calls.gateway import KEYED
from kiosk.custody.calls.programs import Taken
from kiosk.drawing.beforehand.voice.engine import Engine, Mute
from kiosk.drawing.beforehand.voice.levels import Unheard, read
from signage.spoken.clips import Clip

PROGRAM: Final = "baresip"
MODULES: Final = ("/usr/lib/baresip/modules", "/usr/local/lib/baresip/modules")
RATE: Final = 8000
"""Of G.711, which every telephone understands, in samples a second."""
TIMES, PAUSE_S, LAST_S = 3, 1.0, 5.0
"""How often it is said, with which pause; and how long a key is waited for afterwards."""
RINGS_S, TALKS_S, BEGINS_S, ENDS_S = 40.0, 60.0, 5.0, 2.0
KEY: Final = "1"
HEARD: Final = "heard"
"""Answered, and no key pressed: somebody, or a mailbox."""
NUMBER: Final = re.compile(r"[+0-9*#]{3,24}|sips?:[!-;=?-~]{3,120}")
ACCOUNT: Final = re.compile(r"<sips?:[!-;=?-~]{3,120}>(;[!-~]{1,200})?")
CONFIG: Final = """\
module_path {modules}
module g711.so
module aufile.so
module ctrl_tcp.so
module_tmp account.so
module_app menu.so
ctrl_tcp_listen {host}:{port}
audio_source aufile,{words}
call_local_timeout 60
"""


def account_of(line: str) -> str:
    """``baresip:<sip:hall@pbx.example>;auth_pass=SECRET``, as baresip writes accounts. It does not
    register, and so nobody rings here, unless the line says so. Raises ValueError."""
    said = line.removeprefix(SIP)
    if not line.startswith(SIP) or not ACCOUNT.fullmatch(said):
        raise ValueError("no account")
    return said if "regint=" in said else f"{said};regint=0"


def called(url: str, form: Mapping[str, Any]) -> Taken:
    """It went where somebody answered, with :data:`KEYED` where they pressed the key."""
    number = url.removeprefix(CALL)
    if not NUMBER.fullmatch(number):
        return Taken(False, "bad-address")
    modules = next((path for path in MODULES if Path(path).is_dir()), None)
    if shutil.which(PROGRAM) is None or modules is None:
        return Taken(False, "no-baresip")
    try:
        account = account_of(form["account"])
        sound, lasts_s = spoken(form["speak"], form["lang"], form["text"])
        with _phone(account, sound, modules) as events:
            return _talk(events, number, lasts_s)
    except ValueError:
        return Taken(False, "bad-address")
    except (Mute, Unheard):
        return Taken(False, "no-speech")
    except OSError:
        return Taken(False, "no-answer")


def spoken(command: list[str], lang: str, text: str) -> tuple[bytes, float]:
    """The words by the hall's engine, several times, as WAV for telephones, and how many seconds it
    lasts. Raises :class:`Mute`, :class:`Unheard`."""
    if not command:
        raise Mute("there is no engine")
    samples, rate, channels = read(Engine(tuple(command), "").speak(Clip(lang, text)))
    once = _slower(samples[::channels], rate)
    whole = array("h")
    for _ in range(TIMES):
        whole += once + array("h", bytes(2 * int(RATE * PAUSE_S)))
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        # A file that ends is begun anew by nobody: the line stays open and quiet.
        out.writeframes(whole.tobytes() + bytes(2 * int(RATE * TALKS_S)))
    return file.getvalue(), min(TALKS_S, len(whole) / RATE + LAST_S)


def _slower(samples: "array[int]", rate: int) -> "array[int]":
    """At :data:`RATE`: the mean of what falls into each sample, which also takes what is too high."""
    step = rate / RATE
    count = int(len(samples) / step)
    parts = (
        samples[int(i * step) : max(int((i + 1) * step), int(i * step) + 1)] for i in range(count)
    )
    return array("h", (sum(part) // len(part) for part in parts))


class _Line:
    """What baresip says and is told: netstrings of JSON (its module ``ctrl_tcp``)."""

    def __init__(self, there: socket.socket) -> None:
        self._there, self._in = there, b""

    def tell(self, command: str, params: str = "") -> None:
        said = json.dumps({"command": command, "params": params}).encode()
        self._there.sendall(b"%d:%s," % (len(said), said))

    def events(self, until: float) -> Iterator[dict[str, Any]]:
        """Until that moment of the steady clock. Raises OSError where baresip is gone."""
        while (left := until - time.monotonic()) > 0:
            self._there.settimeout(left)
            with suppress(TimeoutError):
                part = self._there.recv(65536)
                if not part:
                    raise ConnectionResetError
                self._in += part
            yield from self._whole()

    def _whole(self) -> Iterator[dict[str, Any]]:
        while True:
            head, colon, rest = self._in.partition(b":")
            if not colon or len(rest) <= int(head):
                return
            self._in = rest[int(head) + 1 :]
            yield json.loads(rest[: int(head)])


@contextmanager
def _phone(account: str, sound: bytes, modules: str) -> Iterator[_Line]:
    """The program with an account of its own, which nobody else can read; it ends with the call."""
    with tempfile.TemporaryDirectory(prefix="kiosk-call-") as name, socket.socket() as free:
        folder = Path(name)
        (folder / "words.wav").write_bytes(sound)
        host = ".".join(["127", *(str(1 + secrets.randbelow(254)) for _ in range(3))])
        free.bind((host, 0))
        port = free.getsockname()[1]
        free.close()
        (folder / "config").write_text(
            CONFIG.format(modules=modules, host=host, port=port, words=folder / "words.wav")
        )
        (folder / "accounts").write_text(f"{account}\n")
        (folder / "contacts").write_text("")
        # It dies with the thread that began it: nobody is left talking to a telephone.
        bound = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
        started = subprocess.Popen(
            [*bound, PROGRAM, "-f", name], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            with _connected(host, port) as there:
                yield _Line(there)
        finally:
            started.kill()
            started.wait()


def _connected(host: str, port: int) -> socket.socket:
    """Raises OSError where it does not begin in time."""
    end = time.monotonic() + BEGINS_S
    while True:
        try:
            return socket.create_connection((host, port), timeout=1)
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


def _talk(line: _Line, number: str, lasts_s: float) -> Taken:
    line.tell("dial", number)
    for event in line.events(time.monotonic() + RINGS_S):
        if event.get("type") == "CALL_ESTABLISHED":
            return Taken(True, answer=_keyed(line, lasts_s))
        if event.get("type") == "CALL_CLOSED" or event.get("ok") is False:
            code = re.match(r"[1-6]\d\d\b", str(event.get("param", "")))
            return Taken(False, f"SIP {code[0]}" if code else "no-answer")
    _hang_up(line)
    return Taken(False, "not-answered")


def _hang_up(line: _Line) -> None:
    """Said to the other side too, before the program is ended."""
    line.tell("hangup")
    next(
        (one for one in line.events(time.monotonic() + ENDS_S) if one.get("type") == "CALL_CLOSED"),
        None,
    )


def _keyed(line: _Line, lasts_s: float) -> str:
    for event in line.events(time.monotonic() + lasts_s):
        if event.get("type") == "CALL_DTMF_START" and event.get("param") == KEY:
            _hang_up(line)
            return KEYED
        if event.get("type") == "CALL_CLOSED":
            return HEARD
    _hang_up(line)
    return HEARD
