"""A backup that only the holder of a key can read: ChaCha20-Poly1305, piece by piece.

``hall-sealed-1``, a salt, then pieces of 1 MiB, each with its number and whether it is the last in
its nonce (the STREAM of age): nothing can be cut off, moved or added unseen. The file's own key is
made of the key and the salt.

2026-11-29 · cryptography, looked for only where a key is given: 10 MB that no server needs to load.
Rejected: age by pyrage, a format of its own for one file, and a program a hall would have to
install; a passphrase, which somebody chooses.
"""

import base64
import hmac
import os
import secrets
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Final

from kiosk.store.faults import StoreError

HEAD: Final = b"hall-sealed-1\n"
SALT_BYTES, KEY_BYTES, TAG_BYTES = 16, 32, 16
PIECE: Final = 1 << 20
_NUMBER_BYTES: Final = 11


def make_key(path: Path) -> None:
    """A new one, for its owner alone. Raises OSError, also where the file is there."""
    with open(
        os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii"
    ) as file:
        file.write(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")


def read_key(path: Path) -> bytes:
    """Raises :class:`StoreError`."""
    try:
        key = base64.b64decode(path.read_text("ascii").strip(), validate=True)
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{path} is no key for backups: kiosk keys backup FILE makes one."
        ) from error
    if len(key) != KEY_BYTES:
        raise StoreError(f"{path} is no key for backups: kiosk keys backup FILE makes one.")
    return key


def is_sealed(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(HEAD)) == HEAD
    except OSError:
        return False


def seal(plain: Path, sealed: Path, key: bytes) -> None:
    """Raises OSError."""
    salt = secrets.token_bytes(SALT_BYTES)
    cipher = _cipher(key, salt)
    with plain.open("rb") as source, sealed.open("wb") as target:
        target.write(HEAD + salt)
        for number, (piece, last) in enumerate(_pieces(source, PIECE)):
            target.write(cipher.encrypt(_nonce(number, last=last), piece, HEAD))


def unseal(sealed: Path, plain: Path, key: bytes) -> None:
    """Raises OSError, and :class:`StoreError` where it is not as it was sealed, or by another key."""
    with sealed.open("rb") as source, plain.open("wb") as target:
        source.read(len(HEAD))
        cipher = _cipher(key, source.read(SALT_BYTES))
        for number, (piece, last) in enumerate(_pieces(source, PIECE + TAG_BYTES)):
            target.write(_opened(cipher, _nonce(number, last=last), piece, sealed))


def _opened(cipher: Any, nonce: bytes, piece: bytes, named: Path) -> bytes:
    try:
        opened: bytes = cipher.decrypt(nonce, piece, HEAD)
    except import_module("cryptography.exceptions").InvalidTag as error:
        raise StoreError(
            f"{named} cannot be opened: it is sealed with another key, or damaged. Try the key of its"
            " time, else an older backup."
        ) from error
    return opened


def _pieces(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bool]]:
    """Each with whether it is the last; at least one, which may be empty."""
    piece = source.read(size)
    while True:
        after = source.read(size)
        yield piece, not after
        if not after:
            return
        piece = after


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(_NUMBER_BYTES, "big") + bytes([last])


def _cipher(key: bytes, salt: bytes) -> Any:
    try:
        ciphers = import_module("cryptography.hazmat.primitives.ciphers.aead")
    except ImportError as error:
        raise StoreError("Sealed backups need the package cryptography: install it.") from error
    return ciphers.ChaCha20Poly1305(hmac.digest(key, HEAD + salt, "sha256"))
