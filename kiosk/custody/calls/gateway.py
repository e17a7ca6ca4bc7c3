"""The one process through which calls leave the hall: started when there is something to send, and
anew where it broke off or hangs."""

import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from kiosk.serving.backoffice.process import HERE, SERVICE_MANAGER

HANGS_S: Final = 120.0
"""Without a word about a message for so long the process is given up; its own bounds are shorter."""
PART: Final = 65536
KEYED: Final = "key"
"""The answer of a telephone whose owner pressed the key that acknowledges the call."""


@dataclass(frozen=True, slots=True)
class Message:
    """``name`` comes back with what became of it. ``url`` is a secret. ``form``: what a program at the
    other end is told, in place of title and body."""

    name: str
    url: str
    title: str
    body: str
    form: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """``parts``: references by which its delivery is told later."""

    name: str
    ok: bool
    why: str = ""
    parts: tuple[int, ...] = ()
    answer: str = ""
    """What the other side said, in a few letters; ``handle``: what it calls what it took;
    ``gone``: subscriptions that are over for good."""
    handle: str = ""
    gone: tuple[str, ...] = ()


class Gateway:
    """Belongs to one thread, which never waits here."""

    def __init__(
        self,
        command: Sequence[str] = (sys.executable, "-m", "kiosk.custody.calls.outside"),
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._command, self._now = tuple(command), now
        self._process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None
        self._out = self._in = b""
        self.flying: dict[str, float] = {}
        """Names of what was handed over, with the moment."""

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process is not None else None

    def send(self, message: Message) -> None:
        if self._line is None:
            self._start()
        said: dict[str, Any] = {
            "name": message.name, "url": message.url, "title": message.title, "body": message.body,
        }  # fmt: skip
        if message.form is not None:
            said["form"] = dict(message.form)
        self.flying[message.name] = self._now()
        self._out += json.dumps(said).encode() + b"\n"
        self._write()

    def heard(self) -> list[Result]:
        """What became of messages since; of all of them where the process broke off."""
        self._write()
        whole = self._read()
        *lines, self._in = self._in.split(b"\n")
        found = [_result(line) for line in lines if line]
        for result in found:
            self.flying.pop(result.name, None)
        oldest = min(self.flying.values(), default=self._now())
        if not whole or self._now() - oldest > HANGS_S:
            found += [Result(name, False, "broken-off") for name in self.flying]
            self.stop()
        return found

    def wait(self, seconds: float) -> None:
        """Until it says something, or so long."""
        if self._line is not None:
            select.select([self._line], [], [], seconds)

    def stop(self) -> None:
        """Idempotent. What was under way is sent again by whoever asks."""
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._line = None
        self._out = self._in = b""
        self.flying.clear()

    def _start(self) -> None:
        mine, theirs = socket.socketpair()
        mine.setblocking(False)
        around = {name: value for name, value in os.environ.items() if name not in SERVICE_MANAGER}
        around["PYTHONPATH"] = os.pathsep.join(filter(None, (HERE, around.get("PYTHONPATH"))))
        with theirs:
            self._process = subprocess.Popen(
                [*self._command, str(theirs.fileno())], pass_fds=(theirs.fileno(),), env=around,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            )  # fmt: skip
        self._line = mine

    def _write(self) -> None:
        # A full pipe keeps the rest for the next turn; one that is cut is found by reading.
        with suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
            while self._line is not None and self._out:
                self._out = self._out[self._line.send(self._out) :]

    def _read(self) -> bool:
        """Whether the process is still there."""
        try:
            while self._line is not None:
                part = self._line.recv(PART)
                if not part:
                    return False
                self._in += part
        except BlockingIOError:
            pass
        except ConnectionResetError:
            return False
        return True


def _result(line: bytes) -> Result:
    said = json.loads(line)
    return Result(
        str(said["name"]), bool(said["ok"]), str(said["why"]),
        answer=str(said.get("answer", "")), handle=str(said.get("handle", "")),
        gone=tuple(map(str, said.get("gone", ()))),
    )  # fmt: skip
