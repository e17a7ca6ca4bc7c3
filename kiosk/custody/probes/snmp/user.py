"""SNMPv3 with a user: authentication and privacy always both, bytes in and out, without IO.

Sources: RFC 3412 (messages), RFC 3414 (user-based security: discovery, time window, HMAC-SHA-96, keys of an
engine), RFC 7860 (SHA-2), RFC 3826 (AES-128 in CFB), certainty V against net-snmp 5.9. Weaker levels and MD5, DES
are not spoken: a question that anybody may read needs no user, and ``community`` has it.

An agent's report that carries no digest is believed in nothing but whose engine it is; what it says
is wrong is remembered for whoever waited in vain.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kiosk.custody.probes.snmp.ber import (
    INTEGER,
    OCTETS,
    REPORT,
    RESPONSE,
    SEQUENCE,
    Garbled,
    Oid,
    Told,
    asking,
    bindings,
    integer,
    number_of,
    parts,
    spans,
    tagged,
    told_in,
)
from signage.language.words import NO_WORDS, Message, Words

V3: Final = 3
USM: Final = 3
SIZE_MAX: Final = 65507
SIGNED, HIDDEN, REPORTABLE = 0x01, 0x02, 0x04
"""Flags: with a digest, encrypted, the agent may report."""
DIGESTS: Final[Mapping[str, tuple[str, int]]] = {
    "SHA": ("sha1", 12), "SHA-224": ("sha224", 16), "SHA-256": ("sha256", 24),
    "SHA-384": ("sha384", 32), "SHA-512": ("sha512", 48),
}  # fmt: skip
"""By the name that snmpd.conf gives it: the hash, and so many bytes of it are sent."""
AES_BYTES: Final = 16
STRETCHED: Final = 1024 * 1024
PASSWORD_LEAST: Final = 8
Body = tuple[int, bytes]
"""The scoped message: as it is, or encrypted, by its tag."""
_STATS: Final[Oid] = (1, 3, 6, 1, 6, 3, 15, 1, 1)
NOT_IN_TIME = 2
WRONG: Final[Mapping[int, Words]] = {
    1: Message("agents.level-refused"), 3: Message("agents.user-unknown"),
    5: Message("agents.auth-password-wrong"), 6: Message("agents.priv-password-wrong"),
}  # fmt: skip
"""``usmStats`` by their last number."""


@dataclass(frozen=True, slots=True)
class User:
    """``auth``: a key of :data:`DIGESTS`."""

    name: str
    auth: str
    auth_password: str = field(repr=False)
    priv_password: str = field(repr=False)


@dataclass(slots=True)
class _Engine:
    """An agent's, with its own count of seconds."""

    id: bytes = b""
    boots: int = 0
    seconds: int = 0


class UserTalk:
    """Ask with :meth:`question`, give what comes to :meth:`take` until that says something."""

    def __init__(self, user: User, oids: Sequence[Oid]) -> None:
        self._user, self._oids = user, tuple(oids)
        self._engine = _Engine()
        self._number = 0
        self.refused: Words = NO_WORDS
        """What an agent said is wrong, as nobody vouches for."""

    def question(self) -> bytes:
        """Who an agent is at first; then what is asked."""
        self._number = secrets.randbelow(2**31)
        known = bool(self._engine.id)
        pdu = asking(self._number, self._oids if known else ())
        scoped = tagged(SEQUENCE, tagged(OCTETS, self._engine.id) + tagged(OCTETS) + pdu)
        return self._secured(scoped) if known else self._message(REPORTABLE, b"", b"", b"", scoped)

    def take(self, data: bytes) -> Mapping[Oid, Told] | None:
        """What the agent says by name; None: ask again. Raises :class:`Garbled` for what is no answer
        to the last question."""
        head, security, at, body = _opened(data)
        engine, boots, seconds, user, digest, salt = parts(
            security, (OCTETS, INTEGER, INTEGER, OCTETS, OCTETS, OCTETS)
        )
        told = _engine(engine, boots, seconds)
        flags = head[2][0] if head[2] else 0
        if number_of(head[0]) != self._number:
            raise Garbled("of another question")
        if not self._engine.id:
            self._discovered(told, flags, body)
            return None
        if not flags & SIGNED:
            self._reported(body)
            return None
        if engine != self._engine.id or user != self._user.name.encode():
            raise Garbled("of another engine or user")
        self._vouched(data, at, digest)
        if not flags & HIDDEN:
            # One of the time window is signed and not encrypted (RFC 3414 §3.2).
            self._out_of_time(told, body)
            return None
        kind, bound = _pdu(self._deciphered(told, salt, body), self._number)
        if kind != RESPONSE:
            raise Garbled("a report")
        self._engine = told
        return dict(bindings(bound))

    # ---- what came

    def _discovered(self, told: _Engine, flags: int, body: Body) -> None:
        kind, _ = _pdu(_plain(body))
        if flags & SIGNED or kind != REPORT or not told.id:
            raise Garbled("no report")
        self._engine = told
        self.refused = Message("agents.silent-to-user")

    def _reported(self, body: Body) -> None:
        """Unsigned: nothing of it is believed."""
        kind, bound = _pdu(_plain(body))
        if kind == REPORT:
            stats = [name[-2] for name in dict(bindings(bound)) if name[: len(_STATS)] == _STATS]
            self.refused = next((WRONG[one] for one in stats if one in WRONG), self.refused)
        raise Garbled("an unsigned report")

    def _out_of_time(self, told: _Engine, body: Body) -> None:
        """Asked anew by the agent's own clock."""
        kind, bound = _pdu(_plain(body))
        if kind != REPORT or (*_STATS, NOT_IN_TIME, 0) not in dict(bindings(bound)):
            raise Garbled("no report of the time window")
        self._engine = told

    def _vouched(self, data: bytes, at: int, digest: bytes) -> None:
        """``at``: where the digest stands in the message."""
        blank = data[:at] + bytes(len(digest)) + data[at + len(digest) :]
        if not hmac.compare_digest(self._digest(blank), digest):
            raise Garbled("digest is wrong")

    def _deciphered(self, told: _Engine, salt: bytes, body: Body) -> bytes:
        tag, content = body
        if tag != OCTETS or len(salt) != 8:
            raise Garbled("not encrypted")
        plain = _cfb(
            self._key(self._user.priv_password)[:AES_BYTES], _vector(told, salt), content, back=True
        )
        first, start, end = next(spans(plain, 0, len(plain)), (0, 0, 0))
        if first != SEQUENCE:
            raise Garbled("not what was encrypted")
        return plain[start:end]

    # ---- what goes

    def _secured(self, scoped: bytes) -> bytes:
        salt = os.urandom(8)
        key = self._key(self._user.priv_password)[:AES_BYTES]
        secret = tagged(OCTETS, _cfb(key, _vector(self._engine, salt), scoped, back=False))
        user = self._user.name.encode()
        blank = bytes(DIGESTS[self._user.auth][1])
        digest = self._digest(
            self._message(SIGNED | HIDDEN | REPORTABLE, user, blank, salt, secret)
        )
        return self._message(SIGNED | HIDDEN | REPORTABLE, user, digest, salt, secret)

    def _message(self, flags: int, user: bytes, digest: bytes, salt: bytes, body: bytes) -> bytes:
        head = (
            integer(self._number)
            + integer(SIZE_MAX)
            + tagged(OCTETS, bytes([flags]))
            + integer(USM)
        )
        engine = self._engine
        security = tagged(
            SEQUENCE,
            tagged(OCTETS, engine.id) + integer(engine.boots) + integer(engine.seconds)
            + tagged(OCTETS, user) + tagged(OCTETS, digest) + tagged(OCTETS, salt),
        )  # fmt: skip
        return tagged(
            SEQUENCE, integer(V3) + tagged(SEQUENCE, head) + tagged(OCTETS, security) + body
        )

    def _digest(self, message: bytes) -> bytes:
        name, size = DIGESTS[self._user.auth]
        return hmac.digest(self._key(self._user.auth_password), message, name)[:size]

    def _key(self, password: str) -> bytes:
        """Of this engine alone (RFC 3414 §2.6, A.2)."""
        name, _ = DIGESTS[self._user.auth]
        raw = password.encode()
        stretched = hashlib.new(name, (raw * (STRETCHED // len(raw) + 1))[:STRETCHED]).digest()
        return hashlib.new(name, stretched + self._engine.id + stretched).digest()


def _opened(data: bytes) -> tuple[list[bytes], bytes, int, Body]:
    """Head, security, where the digest stands, and the scoped message with its tag."""
    outer, start, end = next(spans(data, 0, len(data)), (0, 0, 0))
    found = list(spans(data, start, end))
    if (
        outer != SEQUENCE
        or [tag for tag, _, _ in found[:3]] != [INTEGER, SEQUENCE, OCTETS]
        or len(found) != 4
    ):
        raise Garbled("no message of version 3")
    version, head, security, body = found
    if number_of(data[version[1] : version[2]]) != V3:
        raise Garbled("of another version")
    inner = list(spans(data, security[1], security[2]))
    if len(inner) != 1 or inner[0][0] != SEQUENCE:
        raise Garbled("no security")
    fields = list(spans(data, inner[0][1], inner[0][2]))
    if len(fields) != 6:
        raise Garbled("no security")
    heads = parts(data[head[1] : head[2]], (INTEGER, INTEGER, OCTETS, INTEGER))
    return heads, data[inner[0][1] : inner[0][2]], fields[4][1], (body[0], data[body[1] : body[2]])


def _engine(name: bytes, boots: bytes, seconds: bytes) -> _Engine:
    counted = number_of(boots), number_of(seconds)
    if not all(0 <= one < 2**31 for one in counted):
        raise Garbled("no time")
    return _Engine(name, *counted)


def _plain(body: Body) -> bytes:
    tag, content = body
    if tag != SEQUENCE:
        raise Garbled("no scoped message")
    return content


def _pdu(scoped: bytes, number: int | None = None) -> tuple[int, bytes]:
    """Its kind and what it binds. Raises :class:`Garbled`, also for an error of the agent's."""
    found = list(spans(scoped, 0, len(scoped)))
    if len(found) != 3 or found[2][0] not in (REPORT, RESPONSE):
        raise Garbled("no answer")
    kind, start, end = found[2]
    return kind, told_in(scoped[start:end], number)


def _vector(engine: _Engine, salt: bytes) -> bytes:
    return engine.boots.to_bytes(4, "big") + engine.seconds.to_bytes(4, "big") + salt


def _cfb(key: bytes, vector: bytes, data: bytes, *, back: bool) -> bytes:
    """AES in CFB of whole blocks; the library has put its own among what is going away."""
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.algorithms import AES
    from cryptography.hazmat.primitives.ciphers.modes import ECB

    block, before, done = Cipher(AES(key), ECB()).encryptor(), vector, b""
    for at in range(0, len(data), AES_BYTES):
        part = data[at : at + AES_BYTES]
        said = bytes(one ^ other for one, other in zip(part, block.update(before), strict=False))
        before = part if back else said
        done += said
    return done
