"""Debian's snmpd, saying what a power supply and a printer would."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from kiosk.custody.probes.snmp.agents import BATTERY, CHARGE, MINUTES, PRINTER, SOURCE

SAID: Final = {
    SOURCE: "integer 5",
    BATTERY: "integer 2",
    CHARGE: "integer 85",
    MINUTES: "integer 20",
    PRINTER: 'octet_str "D"',
}
PASSWORDS: Final = "authentisch", "privat-genug"
AUTHS: Final = ("SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512")
WEAK: Final = "weak"
"""A user that may only ask without encryption."""


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """Its address: the community is ``hall``, and a user ``hall-SHA``… for each way to sign."""
    snmpd = shutil.which("snmpd", path="/usr/sbin:/usr/bin")
    if snmpd is None:
        pytest.skip("Debian's snmpd is not installed")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = folder / "snmpd.conf"
    config.write_text("\n".join([*_lines(), ""]))
    begun = subprocess.Popen(
        [snmpd, "-f", "-Lf", str(folder / "log"), "-C", "-c", str(config), "-p", str(folder / "pid"),
         "-I", "override,vacm_conf,usmConf,snmpv3mibs,usmUser", f"udp:127.0.0.1:{port}"],
        env={"SNMP_PERSISTENT_DIR": str(folder), "MIBS": ""},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield f"127.0.0.1:{port}"
    finally:
        begun.terminate()
        begun.wait(10)


def _lines() -> Iterator[str]:
    yield "rocommunity hall 127.0.0.1"
    auth, priv = PASSWORDS
    for sort in AUTHS:
        yield f"createUser hall-{sort} {sort} {auth} AES {priv}"
        yield f"rouser hall-{sort} authPriv"
    yield f"createUser {WEAK} SHA {auth}"
    yield f"rouser {WEAK} authNoPriv"
    for name, value in SAID.items():
        yield f"override {'.'.join(map(str, name))} {value}"
