"""Sums of every file, signed by the builder's key.

2026-11-29 · Ed25519 by openssl, which the builder and the hall's machine have: a key is one command and one file.
Rejected: gpg (keyrings, ends of validity, an agent, for one signature), minisign (not on a machine without the
internet), keys held by somebody else (no hall reaches them).
"""

import hashlib
import subprocess
from pathlib import Path
from typing import Final

SUMS: Final = "SHA256SUMS"
MARK: Final = "TEST-KEY-NOT-FOR-A-HALL"


def sums(folder: Path) -> None:
    """Of all files below, as ``sha256sum --check`` reads them."""
    files = sorted(
        file for file in folder.rglob("*") if file.is_file() and not file.name.startswith(SUMS)
    )
    lines = [
        f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(folder)}\n"
        for file in files
    ]
    (folder / SUMS).write_text("".join(lines), "utf-8")


def throw_away(folder: Path) -> Path:
    """A key of nobody, for tests: a file beside what it signs says so. The next bundle is signed by it too."""
    key = folder.parent / f"{MARK}.pem"
    if not key.exists():
        _openssl("genpkey", "-algorithm", "ed25519", "-out", key)
    (folder / MARK).write_text(
        "Signed by a key that was made for this bundle and belongs to nobody. For tests alone.\n",
        "ascii",
    )
    return key


def publish(key: Path, public: Path) -> None:
    _openssl("pkey", "-in", key, "-pubout", "-out", public)


def sign(folder: Path, key: Path) -> None:
    _openssl(
        "pkeyutl",
        "-sign",
        "-rawin",
        "-inkey",
        key,
        "-in",
        folder / SUMS,
        "-out",
        folder / f"{SUMS}.sig",
    )


def _openssl(*words: str | Path) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)
