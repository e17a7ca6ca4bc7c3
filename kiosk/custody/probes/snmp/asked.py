"""Asks an agent over the network, within a probe's time, by what its files of secrets say."""

import socket
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Protocol

from kiosk.custody.probes.findings import Found, Unlooked
from kiosk.custody.probes.snmp.agents import PROFILES
from kiosk.custody.probes.snmp.ber import Garbled, Oid, Told
from kiosk.custody.probes.snmp.community import CommunityTalk
from kiosk.custody.probes.snmp.user import DIGESTS, PASSWORD_LEAST, User, UserTalk
from kiosk.wording.causes import cause
from kiosk.wording.outside import toml
from signage.hall.alerts.probes import Probe
from signage.language.words import Message, Words

PART: Final = 64 * 1024
Server = tuple[str, int]


class Talk(Protocol):
    """Without IO: a question out, what came in, until that says something."""

    refused: Words

    def question(self) -> bytes: ...

    def take(self, data: bytes) -> Mapping[Oid, Told] | None: ...


def asked(probe: Probe, server: Server, now: Callable[[], float] = time.monotonic) -> Found:
    """Raises :class:`Unlooked`, :class:`TimeoutError`, :class:`OSError`."""
    oids, told_of = PROFILES[probe.profile or "ups"]
    talk: Talk = (
        CommunityTalk(_community(probe), oids)
        if probe.user_file is None
        else UserTalk(_user(Path(probe.user_file)), oids)
    )
    begun = now()
    family, kind, proto, _, address = socket.getaddrinfo(*server, type=socket.SOCK_DGRAM)[0]
    with socket.socket(family, kind, proto) as line:
        line.connect(address)
        told = _told(line, talk, begun + probe.timeout_s, now)
    if told is None:
        if talk.refused:
            return Found(talk.refused)
        raise TimeoutError
    return told_of(told, now() - begun)


def _told(
    line: socket.socket, talk: Talk, end: float, now: Callable[[], float]
) -> Mapping[Oid, Told] | None:
    """None: not within the time. Asked once more in it, for a datagram may be lost."""
    half = (end - now()) / 2
    while now() < end:
        line.send(talk.question())
        until, heard = min(end, now() + half), False
        while not heard and (left := until - now()) > 0:
            line.settimeout(left)
            try:
                told = talk.take(line.recv(PART))
            except (Garbled, TimeoutError):
                # Another question's late answer, or none yet.
                continue
            if told is not None:
                return told
            heard = True
    return None


def _community(probe: Probe) -> bytes:
    if probe.community_file is None:
        return b"public"
    try:
        return Path(probe.community_file).read_bytes().strip()
    except OSError as error:
        words = Message("probes.community-unreadable", file=probe.community_file, why=cause(error))
        raise Unlooked(words) from None


def _user(file: Path) -> User:
    """Never what it says: not even in the words of what is wrong with it."""
    try:
        said = toml(file.read_text("utf-8-sig"))
    except OSError as error:
        raise Unlooked(
            Message("probes.user-unreadable", file=str(file), why=cause(error))
        ) from None
    except ValueError:
        raise Unlooked(Message("probes.user-not-toml", file=str(file))) from None
    found = {name: value for name, value in said.items() if isinstance(value, str)}
    user = User(
        found.get("user", ""), found.get("auth", "SHA"), found.get("auth_password", ""),
        found.get("priv_password", ""),
    )  # fmt: skip
    short = min(len(user.auth_password.encode()), len(user.priv_password.encode()))
    if not user.name or user.auth not in DIGESTS or short < PASSWORD_LEAST:
        words = Message("probes.user-lacks", file=str(file), auths=", ".join(DIGESTS))
        raise Unlooked(words)
    return user
