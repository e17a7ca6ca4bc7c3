"""The process that speaks to gateways: ``python -m kiosk.custody.calls.outside [SECONDS] SOCKET``.

A line in for each message, a line out for what became of it; it ends with its socket. Many at once,
each in a thread, because a gateway that hangs must not hold up the next. What apprise says of a
failure may hold the address, so only a short word of ours leaves this process.
"""

import json
import logging
import os
import re
import signal
import socket
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Final

from kiosk.custody.calls.addresses import CALL, PUSH
from kiosk.custody.calls.programs import Taken, takes, to_program

APP: Final = "kiosk"
AT_ONCE: Final = 64
CONNECT_S: Final = 10.0
READ_S: Final = 45.0
"""A gateway that answers after half a minute has still taken the message: asked again, it would send
it twice. ``SECONDS`` in its place."""
NICE: Final = 10
FIRST_TO_GO: Final = "900"
_STATUS: Final = re.compile(r"\berror=([1-5][0-9]{2})(?:[0-9]{2})?\b")
"""ntfy's own codes are the status with two digits more."""


class Overheard(logging.Handler):
    """What the library says in each thread, of which only a status is kept."""

    def __init__(self) -> None:
        super().__init__()
        self._of = threading.local()

    def begin(self) -> None:
        self._of.status = ""

    def emit(self, record: logging.LogRecord) -> None:
        found = _STATUS.search(record.getMessage())
        if found:
            self._of.status = f"HTTP {found[1]}"

    @property
    def status(self) -> str:
        return str(getattr(self._of, "status", ""))


HEARD: Final = Overheard()


def deliver(said: dict[str, Any], read_s: float = READ_S) -> Taken:
    """Whether a gateway took it, else why not; ``bad-address``: it never will."""
    form, url = said.get("form"), said["url"]
    if form and url.startswith(PUSH):
        return _pushed(form, read_s)
    if form and url.startswith(CALL):
        return _called(url, form)
    return to_program(url, form, read_s) if form and takes(url) else _notified(said, read_s)


def _pushed(form: dict[str, Any], read_s: float) -> Taken:
    # Not at the start: it brings a library of ciphers along.
    from kiosk.custody.calls.webpush import pushed

    return pushed(form, read_s)


def _called(url: str, form: dict[str, Any]) -> Taken:
    from kiosk.custody.calls.telephone import called

    return called(url, form)


def _notified(said: dict[str, Any], read_s: float) -> Taken:
    # Not at the start: 130 modules, of which webhooks need none.
    import apprise

    HEARD.begin()
    # The name goes into headers, which take no Chinese; the message says which hall it is.
    asset = apprise.AppriseAsset(app_id=APP, app_desc=APP, app_url="", async_mode=False)
    plugin = apprise.Apprise.instantiate(said["url"], asset=asset)
    if plugin is None:
        return Taken(False, "bad-address")
    plugin.socket_connect_timeout, plugin.socket_read_timeout = CONNECT_S, read_s
    taken = plugin.notify(
        body=said["body"], title=said["title"], notify_type=apprise.NotifyType.WARNING
    )
    return Taken(bool(taken), "" if taken else HEARD.status or "no-answer")


def serve(line: socket.socket, read_s: float) -> None:
    saying = threading.Lock()

    def answer(name: str, done: "Future[Taken]") -> None:
        error = done.exception()
        taken = Taken(False, type(error).__name__) if error is not None else done.result()
        told = json.dumps({"name": name, **taken._asdict()}).encode() + b"\n"
        with saying, suppress(OSError):  # the hall is gone: it sends what it misses again
            line.sendall(told)

    # Left behind with the process: a thread that hangs is no reason to stay.
    pool = ThreadPoolExecutor(AT_ONCE)
    with line.makefile("rb") as lines:
        for said in map(json.loads, lines):
            pool.submit(deliver, said, read_s).add_done_callback(partial(answer, said["name"]))


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError):
        os.nice(NICE)
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(FIRST_TO_GO, "ascii")
    # Whatever a library has to say goes to nobody: it may hold an address.
    logging.lastResort = None
    logging.getLogger("apprise").addHandler(HEARD)
    *given, number = sys.argv[1:]
    with suppress(OSError, ValueError), socket.socket(fileno=int(number)) as line:
        serve(line, float(given[0]) if given else READ_S)
    os._exit(0)


if __name__ == "__main__":
    main()
