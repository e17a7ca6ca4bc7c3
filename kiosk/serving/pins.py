"""Secrets of people and machines: PINs as slow salted hashes, tokens as digests."""

import base64
import hashlib
import hmac
import re
import secrets

from signage.language.words import Message, Words

PIN = re.compile(r"[0-9]{6,12}")
RUNS = ("0123456789012345", "9876543210987654")
SCRYPT_N, SCRYPT_R, SCRYPT_P = 2**14, 8, 1
SALT_BYTES = 16
PIN_CUT = 64
"""Characters of an attempt that are hashed at most."""
DECOY = "scrypt$16384$8$1$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
"""Checked in place of the hash of a name that does not exist; no PIN has this hash."""


def hash_pin(pin: str) -> str:
    """``scrypt$n$r$p$salt$hash``, both in base64. Takes about 50 ms and 16 MB (RFC 7914)."""
    salt = secrets.token_bytes(SALT_BYTES)
    made = _scrypt(pin, salt, SCRYPT_N, SCRYPT_R, SCRYPT_P)
    return "$".join(["scrypt", *map(str, (SCRYPT_N, SCRYPT_R, SCRYPT_P)), _text(salt), _text(made)])


def check_pin(pin: str, stored: str | None) -> bool:
    """Whether ``pin`` has the hash ``stored``; None (an unknown name) is never right and takes as
    long."""
    _, n, r, p, salt, wanted = (stored or DECOY).split("$")
    made = _scrypt(pin, base64.b64decode(salt), int(n), int(r), int(p))
    # Compared in any case: a name that does not exist must not be quicker.
    return hmac.compare_digest(made, base64.b64decode(wanted)) and stored is not None


def _scrypt(pin: str, salt: bytes, n: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(
        pin[:PIN_CUT].encode(errors="replace"), salt=salt, n=n, r=r, p=p, dklen=32
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def pin_fault(pin: str) -> Words | None:
    """What is wrong with a new PIN, in words; None = it is good."""
    if not PIN.fullmatch(pin):
        return Message("pins.pin-6-12-digits")
    if len(set(pin)) == 1 or any(pin in run for run in RUNS):
        return Message("pins.too-simple-not-one-digit")
    return None


def make_token() -> tuple[str, str]:
    """A new API token: (the secret to hand over once, the digest to keep)."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> str:
    """SHA-256 in hex. Enough for a token: 256 random bits cannot be guessed, so nothing needs to be
    slow."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
