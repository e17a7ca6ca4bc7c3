"""``python -m tests.systemd.confined COMMAND``: under the address families that the server's unit leaves it."""

import ctypes
import os
import platform
import re
import socket
import struct
import sys
from pathlib import Path

UNIT = Path(__file__).resolve().parents[2] / "systemd" / "kiosk.service"
(LISTED,) = re.findall(r"(?m)^RestrictAddressFamilies=(.+)$", UNIT.read_text("utf-8"))
FAMILIES = [int(getattr(socket, name)) for name in LISTED.split()]
SOCKET = {"x86_64": 41, "aarch64": 198}
"""The number of the call ``socket``."""
LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
NO_NEW_PRIVS, SECCOMP, FILTER = 38, 22, 2
REFUSED = 97
"""EAFNOSUPPORT, as systemd answers."""


def program(number: int) -> bytes:
    """As BPF (seccomp(2)): of the call ``socket`` only those whose first argument is in the list."""
    count = len(FAMILIES)
    steps = [(LOAD, 0, 0, 0), (EQUAL, 0, count + 2, number), (LOAD, 0, 0, 16)]
    steps += [(EQUAL, count - place, 0, family) for place, family in enumerate(FAMILIES)]
    steps += [(RETURN, 0, 0, ERRNO | REFUSED), (RETURN, 0, 0, ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def confined() -> None:
    """This process, and all that it starts, from now on."""
    code = program(SOCKET[platform.machine()])
    held = ctypes.create_string_buffer(code)
    told = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(held))
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    assert libc.prctl(SECCOMP, FILTER, told, 0, 0) == 0, ctypes.get_errno()


if __name__ == "__main__":
    confined()
    os.execv(sys.argv[1], sys.argv[1:])
