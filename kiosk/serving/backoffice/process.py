"""Starts a helper process of the server: the same code, on a line of its own, and none of what the
service manager means for the server."""

import os
import subprocess
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

SERVICE_MANAGER: Final = ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")
HERE: Final = str(Path(str(files("kiosk"))).resolve().parent)


def started(command: Sequence[str], line: int, *, apart: bool = False) -> "subprocess.Popen[bytes]":
    """``line``: its end of a socket, whose number is appended to the command. ``apart``: it leads a
    group, so that what it starts itself ends with it. Raises OSError.

    Its standard output is nobody's: ours belongs to the command line.
    """
    # The helper must not feed the watchdog in the server's place.
    around = {name: value for name, value in os.environ.items() if name not in SERVICE_MANAGER}
    # The same code as here, wherever the server was started from.
    around["PYTHONPATH"] = os.pathsep.join(filter(None, (HERE, around.get("PYTHONPATH"))))
    return subprocess.Popen(
        [*command, str(line)], pass_fds=(line,), env=around, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, process_group=0 if apart else None,
    )  # fmt: skip
