"""Debian's slapd as the bureau's directory: people, a group that remembers its members, TLS."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
from ldap3 import Connection, Server
from ldap3.core.exceptions import LDAPException

from tests.kiosk.accounts.provider import certified

PROGRAM = shutil.which("slapd", path=f"{os.environ['PATH']}:/usr/sbin")
needs_slapd = pytest.mark.skipif(PROGRAM is None, reason="slapd is not installed")
BASE = "dc=bureau"
PEOPLE = f"ou=people,{BASE}"
LEADERS = f"cn=hall-leaders,{BASE}"
PASSWORDS = {"wang.wei": "correct horse", "li,na": "battery (staple)*"}
"""The second name and its password hold what DNs and filters are written with."""
KEEPER, WORD = f"cn=keeper,{BASE}", "keeps"
PATIENCE_S = 20.0
SCHEMAS = Path("/etc/ldap/schema")


@dataclass(frozen=True, slots=True)
class Slapd:
    port: int
    secure_port: int
    trusted: Path
    process: "subprocess.Popen[bytes]"

    @property
    def ldaps(self) -> str:
        return f"ldaps://localhost:{self.secure_port}"

    @property
    def ldap(self) -> str:
        return f"ldap://localhost:{self.port}"


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def slapd(folder: Path) -> Iterator[Slapd]:
    assert PROGRAM is not None
    trusted, pem = certified(folder)
    (folder / "db").mkdir()
    settings = folder / "slapd.conf"
    schemas = "".join(
        f"include {SCHEMAS}/{name}.schema\n" for name in ("core", "cosine", "inetorgperson")
    )
    settings.write_text(
        f"{schemas}modulepath /usr/lib/ldap\nmoduleload back_mdb\nmoduleload memberof\n"
        f"pidfile {folder}/pid\nTLSCertificateFile {pem}\nTLSCertificateKeyFile {pem}\n"
        f"TLSCACertificateFile {trusted}\nsecurity simple_bind=128\n"
        f'database mdb\nsuffix "{BASE}"\nrootdn "{KEEPER}"\nrootpw {WORD}\n'
        f"directory {folder}/db\noverlay memberof\n"
        "access to attrs=userPassword by anonymous auth by * none\naccess to * by users read\n"
    )
    ports = _free(), _free()
    urls = (
        f"ldap://localhost:{ports[0]}/ ldaps://localhost:{ports[1]}/ ldaps://127.0.0.2:{ports[1]}/"
    )
    process = subprocess.Popen(
        [PROGRAM, "-d", "0", "-f", settings, "-h", urls],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    made = Slapd(*ports, trusted, process)
    try:
        _filled(made)
        yield made
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _filled(made: Slapd) -> None:
    keeper = _reached(made)
    keeper.add(BASE, ["dcObject", "organization"], {"dc": "bureau", "o": "Bureau"})
    keeper.add(PEOPLE, "organizationalUnit", {"ou": "people"})
    for name, password in PASSWORDS.items():
        said = {"cn": name, "sn": name, "userPassword": password}
        keeper.add(dn(name), "inetOrgPerson", said)
    keeper.add(LEADERS, "groupOfNames", {"cn": "hall-leaders", "member": [dn("wang.wei")]})
    assert keeper.result["description"] == "success", keeper.result
    keeper.unbind()


def dn(name: str) -> str:
    return f"uid={name.replace(',', chr(92) + ',')},{PEOPLE}"


def _reached(made: Slapd) -> Connection:
    ends = time.monotonic() + PATIENCE_S
    while True:
        with suppress(LDAPException):
            return Connection(Server(made.ldaps), KEEPER, WORD, auto_bind=True)
        assert time.monotonic() < ends and made.process.poll() is None
        time.sleep(0.05)
