"""Secrets of people and machines: PINs as slow salted hashes, tokens as digests.

2026-11-29 · scrypt at the floor of OWASP's sheet (16 MB, five times), from the standard library.
Rejected: argon2id through argon2-cffi, as good, and one compiled package more for what the
standard library does. The parameters stand in each hash, so
that older ones go on and are renewed at the next sign-in.
"""

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import astuple, dataclass, replace
from datetime import datetime
from itertools import pairwise

from signage.language.words import Message, Words

PIN = re.compile(r"[0-9]{6,12}")
REPEATED = re.compile(r"(.+?)\1+")
DATES = ("%y%m%d", "%d%m%y", "%m%d%y", "%Y%m%d", "%d%m%Y", "%m%d%Y", "%Y%m")
"""As people write a day; years of two digits are of this century or the last."""
BORN = range(1900, 2100)
STEPS_MIN, DIGITS_MIN = 3, 4
"""A pattern has fewer different steps from digit to digit, or fewer different digits."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Of scrypt (RFC 7914): 128·n·r bytes, p times."""

    n: int
    r: int
    p: int


FLOOR = Cost(2**14, 8, 5)
"""OWASP Password Storage Cheat Sheet: the least for scrypt. About 0.2 s and 16 MB."""
COST = FLOOR
"""What a new hash costs; tests say less."""
SALT_BYTES = 16
PIN_CUT = 64
"""Characters of an attempt that are hashed at most."""


def hash_pin(pin: str, cost: Cost | None = None) -> str:
    """``scrypt$n$r$p$salt$hash``, both in base64."""
    cost, salt = cost or COST, secrets.token_bytes(SALT_BYTES)
    made = _scrypt(pin, salt, cost)
    return "$".join(["scrypt", *map(str, astuple(cost)), _text(salt), _text(made)])


def check_pin(pin: str, stored: str | None) -> bool:
    """Whether ``pin`` has the hash ``stored``. None (an unknown name) is never right; it and an
    older hash take as long as a new one."""
    cost, salt, wanted = _read(stored) if stored else (COST, bytes(SALT_BYTES), b"")
    made = _scrypt(pin, salt, cost)
    if cost.p < COST.p and (cost.n, cost.r) == (COST.n, COST.r):
        _scrypt(pin, salt, replace(COST, p=COST.p - cost.p))
    # Compared in any case: a name that does not exist must not be quicker.
    return hmac.compare_digest(made, wanted) and stored is not None


def outdated(stored: str) -> bool:
    """Whether it should be made anew by whoever knows the PIN."""
    return _read(stored)[0] != COST


def _read(stored: str) -> tuple[Cost, bytes, bytes]:
    _, n, r, p, salt, wanted = stored.split("$")
    return Cost(int(n), int(r), int(p)), base64.b64decode(salt), base64.b64decode(wanted)


def _scrypt(pin: str, salt: bytes, cost: Cost) -> bytes:
    cut = pin[:PIN_CUT].encode(errors="replace")
    return hashlib.scrypt(cut, salt=salt, n=cost.n, r=cost.r, p=cost.p, dklen=32)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def pin_fault(pin: str) -> Words | None:
    """What is wrong with a new PIN, in words; None = it is good."""
    if not PIN.fullmatch(pin):
        return Message("pins.pin-6-12-digits")
    if _is_pattern(pin):
        return Message("pins.too-simple-no-pattern")
    return Message("pins.reads-as-date") if any(_is_date(pin, form) for form in DATES) else None


def _is_pattern(pin: str) -> bool:
    """777777, 123456, 121212, 123321, 147258: what fingers do by themselves."""
    steps = {int(after) - int(before) for before, after in pairwise(pin)}
    few = len(steps) < STEPS_MIN or len({*pin}) < DIGITS_MIN
    return few or pin == pin[::-1] or REPEATED.fullmatch(pin) is not None


def _is_date(pin: str, form: str) -> bool:
    if len(pin) != (8 if "%Y" in form and "%d" in form else 6):
        return False
    try:
        return datetime.strptime(pin, form).year in BORN  # a day anywhere
    except ValueError:
        return False


def make_token() -> tuple[str, str]:
    """A new API token: (the secret to hand over once, the digest to keep)."""
    secret = secrets.token_urlsafe(32)
    return secret, digest(secret)


def digest(secret: str) -> str:
    """SHA-256 in hex. Enough for a token: 256 random bits cannot be guessed, so nothing needs to be
    slow."""
    return hashlib.sha256(secret.encode(errors="replace")).hexdigest()
