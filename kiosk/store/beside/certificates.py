"""The hall's own authority and the server's certificate: two files beside the log, in no backup.

Each holds its key and its certificate together, so that one rename changes both: a server that dies
in between never has a key without its certificate. ``hall.server.pem`` ends with the authority's
certificate, which devices are to trust; nginx and Caddy read it as it is.

2026-11-29 · Beside ``hall.keys.json`` and with its mode, for the same reason: whoever finds a backup
must not be able to speak as the hall. A hall on a new machine therefore needs the authority from a
copy kept elsewhere (``kiosk tls init --authority FILE``), or every device is told of a new one.
Rejected: the database (every backup has it); a passphrase (nobody is there to type it after a power
cut).
"""

import base64
import hashlib
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

from kiosk.store.files import read_text, replaced

AUTHORITY: Final = "hall.authority.pem"
SERVER: Final = "hall.server.pem"
_CERTIFICATE: Final = re.compile(
    r"-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=\n]+)-----END CERTIFICATE-----\n"
)


def read_pem(directory: Path, name: str) -> str:
    """Empty where there is none, or where it cannot be read. One that others may read is shut."""
    text = read_text(directory / name) or ""
    if text:
        with suppress(OSError):
            (directory / name).chmod(0o600)
    return text


def write_pem(directory: Path, name: str, text: str) -> None:
    """Raises OSError."""
    replaced(directory / name, text)


def authority_of(directory: Path) -> str:
    """The certificate alone that devices are to trust; empty where the hall has none."""
    found = [one[0] for one in _CERTIFICATE.finditer(read_pem(directory, SERVER))]
    return found[-1] if len(found) > 1 else ""


def fingerprint(certificate: str) -> str:
    """SHA-256 in pairs, as browsers and systems show it."""
    body = _CERTIFICATE.search(certificate)
    assert body is not None, "no certificate"
    return hashlib.sha256(base64.b64decode(body[1])).digest().hex(":").upper()
